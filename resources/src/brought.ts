import { FeatureName } from './features.ts';
import { Uuid } from './field-values.ts';
import { byRegister, type Fold, type Json } from './fold.ts';
import { lastSeen, updatePrefix } from './incident/brought.ts';
import { RequestEntry, requestPrefix } from './once.ts';
import { resourceOf, resources, type ChangeOf, type DocKind } from './registry.ts';

export type Said = readonly [name: string, value: Json, hlc: number, region: number];

/** Kinds that are taken along with a page, those that others name first. */
export const takenKinds: readonly DocKind[] = resources.filter(({ staysHere }) => !staysHere).map(({ kind }) => kind);

/** Of what a document says, what may leave this installation. */
export function withoutSecrets<Field extends readonly [name: string, ...rest: unknown[]]>(
  kind: DocKind,
  fields: readonly Field[],
): Field[] {
  const secrets = new Set(resourceOf(kind)!.secrets);
  return fields.filter(([name]) => !secrets.has(prefixOf(name)));
}

export interface Brought {
  page: string;
  kind: DocKind;
  name: string;
  /** In the order in which they were said. */
  said: readonly Said[];
}

/** What is wrong with a document that somebody brings; undefined: it can be read here. */
export function faultOfBrought({ kind, said }: Pick<Brought, 'kind' | 'said'>): string | undefined {
  const { fields, lists = {}, secrets = [], isText } = resourceOf(kind)!;
  for (const [name, value] of said) {
    const slash = name.indexOf('/');
    if (secrets.includes(prefixOf(name))) return `${name}: is never taken along`;
    const schema = slash < 0 ? fields.shape[name] : { ...lists, [requestPrefix]: RequestEntry }[name.slice(0, slash)];
    if (schema === undefined || (slash >= 0 && !isEntryName(name.slice(0, slash), name.slice(slash + 1)))) {
      return `${name.slice(0, namedMax)}: is no field of this kind, or a later version's`;
    }
    const judged = (schema as typeof fields).safeParse(value);
    if (!judged.success) return `${name.slice(0, namedMax)}: ${judged.error.issues[0]!.message}`;
  }
  if (isText) return undefined;
  const whole = fields.safeParse(Object.fromEntries(said.filter(([name]) => !name.includes('/')).map(([name, value]) => [name, value])));
  return whole.success ? undefined : `${whole.error.issues[0]!.path.join('.')}: is missing`;
}

const namedMax = 60;

function prefixOf(name: string): string {
  return name.split('/')[0]!;
}

// A feature has a name of its own; what a region notes for itself, that of the region and its slot; all else has ids.
function isEntryName(list: string, name: string): boolean {
  if (list === 'f') return FeatureName.safeParse(name).success;
  return list === 's' ? /^[\w-]{1,32}\/\d{1,4}$/.test(name) : Uuid.safeParse(name).success;
}

/**
 * The Changes that bring it, one after the other: first all its plain fields, so that it can be read from then on; then the entries of
 * its lists, those together that were said together; and at last what was said after all updates, and holds until there is another.
 */
export function changesOf({ page, kind, name, said }: Brought): ChangeOf<'bring-document'>[] {
  const { isText = false, isPublic = false, components } = resourceOf(kind)!;
  const fold: Fold = new Map(said.map(([field, value, hlc, region]) => [field, { value, hlc, region }]));
  const entries = said.filter(([field]) => field.includes('/'));
  const plain = said.filter(([field]) => !field.includes('/'));
  const seen = kind === 'incident' ? lastSeen(said) : {};
  const change = (part: readonly Said[], isAgain = false): ChangeOf<'bring-document'> => ({
    type: 'bring-document',
    page,
    kind,
    name,
    fields: Object.fromEntries(part.map(([field, value]) => [field, value])),
    lastSeen: Object.fromEntries(part.flatMap(([field]) => (seen[field] === undefined ? [] : [[field, seen[field]]]))),
    components: [...new Set(components?.of(fold) ?? [])],
    isAgain,
    isText,
    isPublic,
  });
  const [first = [], ...more] = [...Map.groupBy(entries, ([, , hlc, region]) => `${hlc}/${region}`).values()];
  const lastUpdate = fold.get(entries.findLast(([field]) => field.startsWith(updatePrefix))?.[0] ?? '');
  const later = lastUpdate ? plain.filter(([field]) => byRegister(fold.get(field)!, lastUpdate) > 0) : [];
  const again = later.length > 0 ? [change(later, true)] : [];
  return [change([...plain, ...first]), ...more.map((group) => change(group)), ...again];
}
