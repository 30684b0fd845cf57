import { z } from 'zod';
import { AccountFields, ApiKeyFields } from './access-doc.ts';
import { ComponentFields } from './component-doc.ts';
import { IncidentEdit, IncidentEntry, IncidentFields } from './incident-doc.ts';
import type { DocKind } from './kind.ts';
import { MaintenanceEntry, MaintenanceFields } from './maintenance-doc.ts';
import { MemberEntry } from './members-doc.ts';
import { PageFields } from './page-doc.ts';
import type { Fold } from './registers.ts';
import { Claim } from './slug-doc.ts';
import { SubscriptionFields } from './subscription-doc.ts';

interface Fields {
  plain: z.ZodObject;
  /** Of lists, by what stands before the slash. */
  lists?: Record<string, z.ZodObject>;
}

const claims: Fields = { plain: z.object({ confirmed: z.string() }), lists: { claim: Claim } };

const fieldsOfKind: Record<DocKind, Fields> = {
  page: { plain: PageFields },
  component: { plain: ComponentFields },
  incident: { plain: IncidentFields, lists: { u: IncidentEntry, b: IncidentEdit } },
  maintenance: { plain: MaintenanceFields, lists: { u: MaintenanceEntry } },
  subscription: { plain: SubscriptionFields },
  account: { plain: AccountFields },
  apikey: { plain: ApiKeyFields },
  slug: claims,
  domain: claims,
  members: { plain: z.object({}), lists: { m: MemberEntry } },
  text: { plain: z.object({ text: z.string() }) },
};

/**
 * Does a document say something that this version does not know? What it does know is shown all the same, but the tables lack
 * the rest: the version that knows it has to fold the document once more.
 */
export function saysMore(kind: DocKind, fold: Fold): boolean {
  const { plain, lists } = namesOfKind[kind];
  for (const [name, { value }] of fold) {
    const slash = name.indexOf('/');
    const names = slash < 0 ? plain.get(name) : lists.get(name.slice(0, slash));
    if (names === undefined || hasUnknownNames(names, value)) return true;
  }
  return false;
}

/** Names of fields, with the names within each; null where a value is no object, or one of any names. */
type Names = Map<string, Names | null>;

// Read off the schemas once: every write asks, of every field of what it wrote to.
const namesOfKind = Object.fromEntries(
  Object.entries(fieldsOfKind).map(([kind, { plain, lists = {} }]) => [
    kind,
    { plain: namesOf(plain)!, lists: new Map(Object.entries(lists).map(([prefix, entry]) => [prefix, namesOf(entry)])) },
  ]),
) as Record<DocKind, { plain: Names; lists: Names }>;

function namesOf(schema: unknown): Names | null {
  if (!(schema instanceof z.ZodObject)) return null;
  return new Map(Object.entries(schema.shape).map(([name, field]) => [name, namesOf(field)]));
}

function hasUnknownNames(names: Names | null, value: unknown): boolean {
  if (names === null || typeof value !== 'object' || value === null) return false;
  for (const [name, each] of Object.entries(value)) {
    const within = names.get(name);
    if (within === undefined || hasUnknownNames(within, each)) return true;
  }
  return false;
}
