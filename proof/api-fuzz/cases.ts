import type { Operation, Schema } from './document.ts';

export interface Case {
  method: string;
  /** With its query. */
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}

/** A number from 0 to below 1. */
export type Chance = () => number;

/** The same cases for the same seed. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Ids of what is there, newest last, by what they are called in an address. */
export type Known = Map<string, string[]>;

// Of these the newest is mostly meant: a document that thousands of cases write to would only be refused for its size.
const recent = 3;

/** One request: mostly nearly right, so that it gets beyond the first check, and wrong somewhere. */
export function caseOf({ method, path, parameters, body, file }: Operation, known: Known, admin: string, chance: Chance): Case {
  const any = <T>(of: readonly T[]): T => of[Math.floor(chance() * of.length)]!;
  const known1 = (name: string) => {
    const ids = known.get(name)?.slice(-recent) ?? [];
    return ids.length > 0 && chance() < 0.8 ? any(ids) : inAddress(any(words));
  };
  const query = parameters
    .filter((each) => each.in === 'query' && chance() < 0.3)
    .map(({ name, schema }) => `${name}=${inAddress(valueOf(schema, any, chance))}`);
  if (chance() < 0.05) query.push(any(['%', 'a=%ff', '__proto__=1', 'limit=1&limit=2', '&&', 'after=', `x=${'y'.repeat(3_000)}`]));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => known1(name));
  const headers: Record<string, string> = {};
  if (chance() < 0.85) headers['authorization'] = `Bearer ${admin}`;
  else if (chance() < 0.5) headers['authorization'] = any(['Basic x', 'Bearer rt1.a.b', 'Bearer phr_x', 'Bearer', '']);
  for (const [name, values] of Object.entries(strangeHeaders)) if (chance() < 0.1) headers[name] = any(values);
  const isSending = body !== undefined || file !== undefined ? chance() < 0.97 : method !== 'GET' && chance() < 0.1;
  if (isSending)
    headers['content-type'] = chance() < 0.96 ? (file ?? 'application/json') : any(['text/plain', 'application/json; charset=utf-16', 'x']);
  const sent = isSending
    ? file === undefined
      ? textOf(body ?? {}, any, chance)
      : file === 'text/csv'
        ? fileOf(any, chance)
        : linesOf(known, any, chance)
    : undefined;
  return {
    method: method === 'GET' && chance() < 0.05 ? 'HEAD' : method,
    path: `${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`,
    headers,
    body: sent,
  };
}

function inAddress(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return encodeURIComponent(text.slice(0, 300).toWellFormed());
}

type Any = <T>(of: readonly T[]) => T;

function textOf(schema: Schema, any: Any, chance: Chance): string {
  if (chance() < 0.03) return any(notObjects);
  const object = objectOf(schema, any, chance);
  const text = JSON.stringify(object);
  const [name] = Object.keys(object);
  if (chance() < 0.03 && name !== undefined) return `{${JSON.stringify(name)}:1,${text.slice(1)}`;
  if (chance() < 0.02) return text.slice(0, Math.floor(chance() * text.length));
  return text;
}

/** Lines of an exported page: mostly such as there may be. */
function linesOf(known: Known, any: Any, chance: Chance): string {
  if (chance() < 0.1) return any(notObjects);
  const [page = any(ids)] = known.get('page') ?? [];
  const kinds = ['page', 'component', 'incident', 'subscription', 'apikey', 'slug', 'text', 'x'];
  const names = ['name', 'slug', 'timeZone', 'title', 'u/018f0000-0000-7000-8000-000000000000', 'address', 'x/', '__proto__'];
  const field = () => [any(names), any([...values, ...plain, 'UTC']), any([1, 2, 0, -1, 1e300]), any([1, 0, null])];
  const doc = (kind: string, id: string) => ({ page, doc: `${kind}:${id}`, fields: Array.from({ length: any([0, 1, 4]) }, field) });
  const itself = {
    page,
    doc: `page:${page}`,
    fields: [
      ['name', 'Acme', 1, 1],
      ['slug', 'acme', 1, 1],
      ['timeZone', 'UTC', 1, 1],
      ['createdAt', any(times), 1, 1],
    ],
  };
  const documents = [
    any([itself, itself, itself, doc('page', page)]),
    ...Array.from({ length: any([0, 1, 5]) }, () => doc(any(kinds), any(ids))),
  ];
  const head = { pharos: any([1, 1, 1, 2]), of: any(['page', 'page', 'organisation']), id: any([page, page, any(ids)]) };
  return [head, ...documents, any([{ documents: documents.length }, { documents: 0 }, {}])]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

/** Rows of a file of subscriptions: mostly such as there may be. */
function fileOf(any: Any, chance: Chance): string {
  if (chance() < 0.1)
    return any([...notObjects, '"', 'email\n"', '\uFEFFemail;', `email\n${'x'.repeat(20_000)}`, '\r\r', 'email\tx\n\n\n']);
  const names = any([
    ['email'],
    ['channel', 'address', 'components', 'state'],
    ['address', 'incident', 'consent'],
    ['x', 'phone', 'phone'],
  ]);
  const separator = any([',', ';', '\t']);
  const cell = () => (chance() < 0.7 ? any([...plain, ...ids, 'email', 'sms', 'active', 'given']) : any(words)).slice(0, 3_000);
  const rows = Array.from({ length: any([0, 1, 3, 20]) }, () =>
    names.map(() => (chance() < 0.8 ? `"${cell().replaceAll('"', '""')}"` : cell())),
  );
  return [names, ...rows].map((row) => row.join(separator)).join(any(['\n', '\r\n']));
}

function objectOf({ properties = {}, required = [] }: Schema, any: Any, chance: Chance): Record<string, unknown> {
  const said = Object.entries(properties)
    .filter(([name]) => chance() < (required.includes(name) ? 0.98 : 0.35))
    .map(([name, schema]) => [name, valueOf(schema, any, chance)] as const);
  const more = chance() < 0.03 ? [[any(['titel', '__proto__', 'constructor', '', '\0', 'x'.repeat(5_000)]), 1] as const] : [];
  return Object.fromEntries([...said, ...more]);
}

/** Mostly what is asked for. */
function valueOf(schema: Schema, any: Any, chance: Chance): unknown {
  if (chance() < 0.1) return any(values);
  const type = any([schema.type ?? 'object'].flat());
  if (schema.enum) return any(schema.enum);
  switch (type) {
    case 'string':
      return schema.format === 'date-time' ? any(times) : any(schema.format === 'uuid' ? ids : chance() < 0.3 ? words : plain);
    case 'integer':
    case 'number':
      return any([0, 1, 5, 60, 100, 101, -1, 1.5, 2 ** 53, 1e300]);
    case 'boolean':
      return chance() < 0.5;
    case 'array':
      return Array.from({ length: any([0, 1, 1, 2, 3, 201]) }, () => valueOf(schema.items ?? {}, any, chance));
    case 'null':
      return null;
    default:
      return objectOf(schema, any, chance);
  }
}

const deep = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);

const notObjects = [
  '',
  '{',
  '[]',
  '"x"',
  'null',
  '0',
  'NaN',
  '\uFEFF{}',
  deep('[', ']', 50_000),
  deep('{"a":', '}', 1).replace('}', '1}'),
  `{"a":${deep('[', ']', 20_000)}}`,
  `{"body":"${'x'.repeat(170_000)}"}`,
  '{"a":1e999}',
  '{"a":"\\ud800"}',
];
const ids = [
  '018f0000-0000-7000-8000-000000000000',
  '018F0000-0000-7000-8000-000000000000',
  '00000000-0000-0000-0000-000000000000',
  '42',
  '',
];
const times = [
  '2026-01-01T00:00:00Z',
  '2026-05-01T10:00:00+02:00',
  '2030-01-01T00:00:00Z',
  '0000-01-01T00:00:00+16:00',
  '9999-12-31T23:59:59Z',
  '2026-02-30T00:00:00Z',
  'now',
];
const plain = [
  'Payments are failing',
  'We look into it.',
  'acme',
  'status.example.com',
  'ada@example.com',
  '+491701234567',
  'https://hooks.example.com/x',
  'Europe/Berlin',
  'text',
  'a',
];
const words = [
  '',
  ' ',
  '\0',
  '\ud800',
  '\u202e\u0007\u001b[31m',
  '\u{1F525}'.repeat(200),
  'e\u0301'.repeat(300),
  'ﷺ'.repeat(500),
  'x'.repeat(201),
  'x'.repeat(30_001),
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '[x](javascript:alert(1)) ![](http://127.0.0.1/)',
  "'; drop table page; --",
  "1' or '1'='1",
  '$1 $$ \\ %s {{7*7}} ${x}',
  '../../etc/passwd',
  'a\r\nBcc: b@example.com',
  '__proto__',
  'null',
  '-1',
  'v1.gICAgAQB',
  'v1.____________',
  'WyJ4IiwiMDE4ZjAwMDAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAwIl0',
  'id,title',
  'http://169.254.169.254/latest',
];
const values: unknown[] = [null, 0, -1, 1e300, true, [], {}, [[[[]]]], [null], { length: 5 }, { toString: 1 }, ...words];
const ascii = words.filter((word) => /^[\x20-\x7e]{1,400}$/.test(word)).map((word) => word.trim() || 'x');
const strangeHeaders: Record<string, string[]> = {
  'idempotency-key': ['one', 'two', 'x'.repeat(201), ...ascii],
  'if-version-at-least': ascii,
  'if-none-match': ['*', '"x"', ...ascii],
  'if-match': ['*', '"x"', ...ascii],
  prefer: ascii,
  accept: ['application/json', '*/*', 'application/*;q=0.5', '', 'text/html', 'x'],
  traceparent: ascii,
};
