import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Door, Resource, Verb } from '@pharos/resources/define-resource';
import { typeOf, type Change } from '@pharos/resources/registry';
import { allow, needs } from './caller.ts';
import type { Api, Deps, Env } from './env.ts';
import { body, json, makingHeaders, preferHeader, problems } from './routes/shapes.ts';
import { naming, writeParsed, Written } from './write.ts';

/** What a route does beside its verb, because only this process can: it asks the database or the DNS, or forgets what it keeps. */
export interface Beside<Asked = never> {
  /** Fields of the Change that the server knows, and what of them is told to nobody but who asks now. Throws for what may not be. */
  fill?(asked: Asked, c: Context<Env>): Promise<{ fields: Partial<Asked>; told?: Record<string, string> }>;
  /** Throws for what may not be, before anything is written. */
  before?(asked: Asked, c: Context<Env>): Promise<void>;
  /** What the answer says more. */
  after?(asked: Asked): Promise<Record<string, string>>;
  answer?: z.ZodRawShape;
}
/** By verb. */
export type Besides = ReadonlyMap<string, Beside>;

/** A route for each verb that has a door: its body, scope, idempotency and description are read off the verb. */
export function mountVerbs(app: Api, deps: Deps, resources: readonly Resource[], besides: Besides): void {
  for (const resource of resources) {
    for (const verb of resource.verbs as readonly Verb[]) {
      if (verb.door) mountVerb(app, deps, verb.schema, verb.door, besides.get(typeOf(verb)));
    }
  }
}

function mountVerb(app: Api, deps: Deps, schema: z.ZodObject, door: Door, { fill, before, after, answer }: Beside = {}): void {
  const { method, path, makes = [], fills = [], done, area = areaOf(path) } = door;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const [made, ...madeToo] = makes;
  const type = (schema.shape['type'] as z.ZodLiteral<string>).value;
  const asked = schema.omit(flags(['type', ...inPath, ...makes, ...fills]));
  const hasBody = Object.keys(asked.shape).length > 0;
  const answers = json(Written.extend({ ...shapeOf(madeToo), ...answer }), done);
  app.openapi(
    createRoute({
      method,
      path,
      tags: [tagOf(path)],
      ...wordsOf(type, door),
      ...needs(door.needs, area, door.of),
      request: {
        params: schema.pick(flags(inPath)),
        headers: made === undefined ? preferHeader : makingHeaders,
        ...(hasBody ? { body: body(asked) } : {}),
      },
      responses: { ...(made === undefined ? { 200: answers } : { 201: answers }), ...problems },
    }),
    (async (c: Context<Env, string, Input>) => {
      const params = c.req.valid('param');
      const { page = '', ...of } = params;
      const name = naming(c, c.get('caller'), page, ...Object.entries(of).flat());
      const names = Object.fromEntries(makes.map((each) => [each, name(each)]));
      const given = hasBody ? c.req.valid('json') : {};
      // Each part was parsed by the verb's own schema.
      const asking = { type, ...params, ...names, ...given };
      if (door.isForAdmin?.(asking as never)) await allow(c, 'admin', area, { page });
      const filled = await fill?.(asking as never, c);
      const change = { ...asking, ...(filled?.fields as object | undefined) } as unknown as Change;
      await before?.(change as never, c);
      const id = made === undefined ? params[inPath.at(-1)!]! : names[made]!;
      const written = await writeParsed(c, deps, id, change, made !== undefined);
      const more = Object.fromEntries(madeToo.map((each) => [each, names[each]]));
      const rest = await after?.(change as never);
      return c.json({ ...written, ...more, ...filled?.told, ...rest }, made === undefined ? 200 : 201);
    }) as never,
  );
}

interface Input {
  in: { param: Record<string, string>; json: Record<string, unknown> };
  out: { param: Record<string, string>; json: Record<string, unknown> };
}

function flags(names: string[]): Record<string, true> {
  return Object.fromEntries(names.map((name) => [name, true]));
}

function shapeOf(names: string[]): Record<string, z.ZodString> {
  return Object.fromEntries(names.map((name) => [name, z.string()]));
}

// Whose key it takes, where no page is named that says so.
const keyOf = { own: '', tenant: ', of an organisation or of the installation', installation: ', of the whole installation' };

/** The words of the description: `open-incident` is `openIncident`, and opens an incident. */
function wordsOf(type: string, { summary, explained, done, needs, path, area = areaOf(path), of = 'tenant' }: Door) {
  const [verb = '', ...thing] = type.split('-');
  const article = /^[aeiou]/.test(thing[0] ?? '') ? 'an' : 'a';
  const usual = thing.length === 0 ? verb : [verb, article, ...thing].join(' ').replace(' api ', ' API ');
  return {
    operationId: type.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
    summary: summary ?? usual.charAt(0).toUpperCase() + usual.slice(1),
    description: [
      explained ?? `${done}.`,
      `Takes a key with the scope \`${needs}\` or \`${area}:write\`${path.includes('{page}') ? '' : keyOf[of]}.`,
    ].join(' '),
  };
}

// What routes of their own are about.
const otherAreas = ['readers', 'mesh', 'people', 'audit', 'exports'];

/** All there are scopes for: whatever can be asked about with a key. */
export function areasOf(resources: readonly Resource[]): ReadonlySet<string> {
  const doors = resources.flatMap(({ verbs }) => (verbs as readonly Verb[]).flatMap(({ door }) => door ?? []));
  return new Set([...otherAreas, ...doors.map(({ path, area = areaOf(path) }) => area)]);
}

/** What a scope calls the things that are found under an address. */
export function areaOf(path: string): string {
  const tag = tagOf(path);
  return tag === 'subscriptions' ? 'subscribers' : tag;
}

// Under which heading the description lists it: what stands in the path before the first thing's own id.
function tagOf(path: string): string {
  return path.replace('/v1/pages/{page}/', '/v1/').split('/')[2]!;
}
