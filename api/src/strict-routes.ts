import { z, type RouteConfig } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { Problem } from '@pharos/core/problem';
import { ifMatch, tagged } from './conditions.ts';
import type { Api, Env } from './env.ts';
import { unknownWords } from './faults.ts';
import { asList, entryOf, listQuery } from './lists.ts';
import { saidTwice } from './said-twice.ts';
import { objectAt, strict } from './strict-schema.ts';
import { invalid, refuse } from './write.ts';

/**
 * From here on, each route of the app takes what its description names and nothing else: a field, in its body or its query, that
 * is no field of it is refused, so that nobody takes a slip of the keyboard for something that was done.
 */
export function takeOnlyWhatIsNamed(app: Api): void {
  const open = app.openapi.bind(app) as unknown as (route: RouteConfig, handler: unknown, hook: unknown) => unknown;
  const strictly = (route: RouteConfig, handler: unknown) => {
    const { params, headers, body } = route.request ?? {};
    const asked = bodyOf(route);
    const entry = entryOf(route);
    const more = { ...tokenOf(route), ...(entry && listQuery) };
    const query = strict(objectAt(route.request?.query, [])?.extend(more) ?? z.object(more));
    const json = asked && strict(asked);
    const schemas: Record<string, unknown> = { query, json, param: params, header: headers };
    const hook = (result: Judged) => {
      if (!result.success) throw invalid(result.error, result.data, schemas[result.target]);
      if (result.target === 'json' && route.method === 'patch') refuseNothing(result.data, asked!);
    };
    const sent = json && body && { ...body, content: { 'application/json': { ...body.content['application/json'], schema: json } } };
    const request = { ...(params && { params }), ...(headers && { headers }), ...(body && { body: sent ?? body }), query };
    const guards = [route.middleware ?? []].flat() as MiddlewareHandler<Env>[];
    const ways = route.method === 'get' ? [tagged, ...(entry ? [asList(entry)] : [])] : [];
    if (route.method === 'patch' || route.method === 'delete') ways.push(ifMatch(app));
    const words = wordsOf(route);
    // A file is read by its route, as it arrives.
    const bodies = asked ? [refuseTwice] : body ? [] : [refuseBody];
    return open({ ...words, ...route, middleware: [...guards, ...bodies, ...ways], request }, handler, hook);
  };
  app.openapi = strictly as unknown as Api['openapi'];
}

type Judged = { target: string; data: unknown } & ({ success: true } | { success: false; error: z.ZodError });

// Of a route that says nothing of itself: `GET .../groups` lists groups, and `GET .../groups/{group}` reads one.
function wordsOf({ method, path, responses }: RouteConfig): { operationId: string; summary: string; description: string } {
  const last = path.split('/').at(-1)!;
  const name = last.replaceAll(/[{}]/g, '');
  const [verb, summary] = last.startsWith('{') ? ['get', `Read ${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`] : ['list', `List ${name}`];
  const told = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1] as { description?: string } | undefined;
  const description = `${told?.description ?? summary}.`;
  const named = name.replaceAll(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
  return method === 'get'
    ? { operationId: `${verb}${named}`, summary, description }
    : { operationId: `${method}${named}`, summary: description.slice(0, -1), description };
}

function bodyOf({ request }: RouteConfig): z.ZodObject | undefined {
  const sent = request?.body?.content['application/json'];
  return sent && 'schema' in sent ? objectAt(sent.schema, []) : undefined;
}

// Whoever reads a page that is private may bring the token in the address, as in a link. Where a key is needed it would open nothing.
function tokenOf({ path, security }: RouteConfig): Record<string, z.ZodType> {
  const isOfPage = security === undefined && /^\/v1\/(?:pages\/\{page\}|slugs\/|domains\/)/.test(path);
  return isOfPage ? { token: z.string().optional().describe('Of a reader, where the page is private') } : {};
}

// One that changes nothing was meant to change something.
function refuseNothing(said: unknown, asked: z.ZodObject): void {
  if (Object.keys(said as object).length > 0) return;
  throw new Problem('invalid', `this changes nothing: send at least one of ${Object.keys(asked.shape).join(', ')}`);
}

const refuseTwice: MiddlewareHandler<Env> = async (c, next) => {
  const { text, value } = await jsonOf(c.req);
  const path = value === undefined ? undefined : saidTwice(text);
  if (path !== undefined) throw refuse([{ path, message: 'is said twice: send it once' }]);
  await next();
};

/** Of a route that takes no body: an empty object is none. */
const refuseBody: MiddlewareHandler<Env> = async (c, next) => {
  const { text, value } = await jsonOf(c.req);
  const isNone = text === '' || (value !== undefined && typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  if (!isNone) {
    const names = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [''];
    throw refuse(names.map((path) => ({ path, message: path === '' ? 'send no body' : unknownWords(path, []) })));
  }
  await next();
};

// Kept by the request: whoever reads it next has it at hand. What is no JSON is told by the route.
async function jsonOf(request: { text(): Promise<string> }): Promise<{ text: string; value: unknown }> {
  const text = await request.text();
  try {
    return { text, value: JSON.parse(text) as unknown };
  } catch {
    return { text, value: undefined };
  }
}
