import { newId } from '@pharos/core/id';
import type { Schema } from '../src/docs/example.ts';
import type { TestApi } from './open-api.ts';

export type { Schema };

/** What the description says of one route: tests that are made from it hold for a route that is added tomorrow. */
export interface Operation {
  method: string;
  path: string;
  security?: unknown[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema } | undefined> };
  responses: Record<string, { content?: Record<string, { schema: Schema } | undefined>; headers?: Record<string, unknown> }>;
  summary?: string;
  description?: string;
  operationId?: string;
  tags?: string[];
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  schema: Schema;
}

export async function operationsOf({ ask }: Pick<TestApi, 'ask'>): Promise<Operation[]> {
  const { paths } = (await ask('GET', '/openapi.json')).json as {
    paths: Record<string, Record<string, Omit<Operation, 'method' | 'path'>>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, said]) => ({ ...said, method: method.toUpperCase(), path })),
  );
}

export function bodyOf({ requestBody }: Operation): Schema | undefined {
  return requestBody?.content['application/json']?.schema;
}

/** The address with this page in it, and ids of nothing for the rest. */
export function addressOf({ path }: Operation, page: string): string {
  return path
    .replace('{page}', page)
    .replace('{slug}', 'acme')
    .replace('{host}', 'status.example.com')
    .replaceAll(/\{\w+\}/g, () => newId());
}

export function nameOf({ method, path }: Operation): string {
  return `${method} ${path}`;
}

/** The least that such a body may say: what it must, and where it must say nothing, one thing. */
export function leastOf({ properties = {}, required = [] }: Schema): Record<string, unknown> {
  const names = required.length > 0 ? required : Object.keys(properties).slice(0, 1);
  return Object.fromEntries(names.map((name) => [name, valueOf(properties[name]!)]));
}

function valueOf({ enum: among, type, format, items, minItems = 0, ...object }: Schema): unknown {
  if (among) return among[0];
  if (format === 'date-time') return '2030-01-01T00:00:00Z';
  if (format === 'uuid') return '01890a5d-ac96-774b-bcce-b302099a8057';
  const types = new Set([type].flat());
  if (types.has('string')) return 'x';
  if (types.has('object')) return object.required ? leastOf(object) : {};
  if (types.has('number')) return 1;
  return types.has('boolean') ? true : Array.from({ length: minItems }, () => valueOf(items!));
}
