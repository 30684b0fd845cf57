import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keptPath, moduleHash, type Kept } from './chart-values.ts';

const chart = JSON.parse(readFileSync(join(import.meta.dirname, '../../deploy/helm/pharos/values.schema.json'), 'utf8')) as Schema;
const kept = JSON.parse(readFileSync(keptPath, 'utf8')) as Kept;

it('gives the chart values that it takes', () => {
  expect(misfits(kept.values, chart)).toEqual([]);
  expect(Object.keys(kept.values)).toEqual(
    expect.arrayContaining(['region', 'regions', 'secretName', 'roles', 'autoscaling', 'networkPolicy']),
  );
});

it('keeps what the module gives now (npm run terraform:check -- --write)', () => {
  expect(kept.hash).toBe(moduleHash());
});

it('would see a value that the chart does not take', () => {
  expect(misfits({ ...kept.values, tier: 1 }, chart)).toEqual(['tier: is not taken']);
  expect(misfits({ regions: [{ name: 'US' }] }, chart)).toContain('regions/0/name: is not ^[a-z][a-z0-9-]{0,15}$');
  expect(misfits({ regions: [{ name: 'us' }] }, chart)).toContain('regions/0: has no number');
  expect(misfits({ autoscaling: { api: { min: '4' } } }, chart)).toEqual(['autoscaling/api/min: is no integer']);
});

interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
}

/** As much of JSON Schema as the chart's uses. Of objects, what is not given has the chart's own value; of entries of a list, nothing has. */
function misfits(value: unknown, schema: Schema, path = '', isWhole = false): string[] {
  const said = (fault: string) => [`${path.slice(1)}: ${fault}`];
  if (schema.enum && !schema.enum.includes(value)) return said(`is none of ${schema.enum.join(', ')}`);
  if (schema.type && !isOfType(value, schema.type)) return said(`is no ${schema.type}`);
  if (schema.pattern && typeof value === 'string' && !new RegExp(schema.pattern).test(value)) return said(`is not ${schema.pattern}`);
  if (typeof value === 'number' && (value < (schema.minimum ?? -Infinity) || value > (schema.maximum ?? Infinity)))
    return said(`is not from ${schema.minimum} to ${schema.maximum}`);
  if (Array.isArray(value)) return value.flatMap((each, index) => misfits(each, schema.items ?? {}, `${path}/${index}`, true));
  if (typeof value !== 'object' || value === null) return [];
  const missing = isWhole ? (schema.required ?? []).filter((name) => !(name in value)) : [];
  const inner = Object.entries(value).flatMap(([name, each]) => {
    const other = schema.additionalProperties;
    const known = schema.properties?.[name] ?? (typeof other === 'object' ? other : other === false ? undefined : {});
    return known ? misfits(each, known, `${path}/${name}`, isWhole) : [`${`${path}/${name}`.slice(1)}: is not taken`];
  });
  return [...missing.flatMap((name) => said(`has no ${name}`)), ...inner];
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return type === 'object' ? typeof value === 'object' && value !== null && !Array.isArray(value) : typeof value === type;
}
