import { z, type RouteConfig } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Env } from './env.ts';
import { unknownWords } from './faults.ts';
import { objectAt } from './strict-schema.ts';
import { refuse } from './write.ts';

const fieldsCharsMax = 1_000;

/** What every list takes beside its own: a choice of fields. */
export const listQuery = {
  fields: z.string().max(fieldsCharsMax).optional().describe('Only these fields of each entry: `id,title`'),
};

/** The fields that an entry of this route's answer has; undefined: it answers no list. */
export function entryOf({ method, responses }: RouteConfig): string[] | undefined {
  const answer = responses[200] as { content?: Record<string, { schema: unknown } | undefined> } | undefined;
  const schema = answer?.content?.['application/json']?.schema;
  const entry = method === 'get' && objectAt(schema, [])?.shape['items'] ? objectAt(schema, ['items', 0]) : undefined;
  return entry && Object.keys(entry.shape);
}

/** Says where the next slice is, and leaves out of each entry what was not asked for. */
export function asList(known: readonly string[]): MiddlewareHandler<Env> {
  return async function asList(c, next) {
    const asked = c.req.query('fields')?.split(',');
    const unknown = asked?.filter((name) => !known.includes(name)) ?? [];
    if (unknown.length > 0) throw refuse(unknown.map((name) => ({ path: 'fields', message: `"${name}" ${unknownWords(name, known)}` })));
    await next();
    if (c.res.status !== 200) return;
    const text = await c.res.text();
    // Nothing to say of most lists: they are not looked into.
    if (!asked && !text.includes('"next":"')) {
      c.res = new Response(text, { headers: c.res.headers });
      return;
    }
    const { items, next: after, ...more } = JSON.parse(text) as { items: Record<string, unknown>[]; next?: string | null };
    const shown = asked && items.map((item) => Object.fromEntries(asked.filter((name) => name in item).map((name) => [name, item[name]])));
    const headers = new Headers(c.res.headers);
    if (after) headers.set('link', `<${nextOf(c.req.url, after)}>; rel="next"`);
    c.res = new Response(shown ? JSON.stringify({ items: shown, ...(after !== undefined && { next: after }), ...more }) : text, {
      headers,
    });
  };
}

function nextOf(url: string, after: string): string {
  const next = new URL(url);
  next.searchParams.set('after', after);
  // In the place of the address under which we were asked stands nothing: proxies have others.
  return `${next.pathname}${next.search}`;
}
