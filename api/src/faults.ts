import type { z } from 'zod';
import { nearest } from './nearest.ts';
import { objectAt } from './strict-schema.ts';

export interface Fault {
  path: string;
  message: string;
}

type Issue = z.core.$ZodIssue;

/**
 * What is wrong with which field, in words that say what to do. The library's own words speak of its schemas; ours, which stand
 * at the rules of a field, are left as they are. `input` is what was sent, and `schema` what it should have been.
 */
export function faultsOf(issues: readonly Issue[], input: unknown, schema: unknown): Fault[] {
  return issues.flatMap((issue): Fault[] => {
    if (issue.code === 'unrecognized_keys') {
      const known = Object.keys(objectAt(schema, issue.path)?.shape ?? {});
      return issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: unknownWords(key, known) }));
    }
    return [{ path: issue.path.join('.'), message: wordsOf(issue, valueAt(input, issue.path)) }];
  });
}

/** Of a field that is none: which was meant, or which there are. */
export function unknownWords(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  if (meant !== undefined) return `is no field of this: did you mean "${meant}"?`;
  return known.length > 0 ? `is no field of this: there are ${known.join(', ')}` : 'is no field of this: it takes none';
}

function wordsOf(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return value === undefined
        ? `is missing: send ${kinds[issue.expected] ?? issue.expected}`
        : `must be ${kinds[issue.expected] ?? issue.expected} (it is ${kindOf(value)})`;
    case 'too_small':
      return boundWords('at least', issue.origin, Number(issue.minimum), value);
    case 'too_big':
      return boundWords('at most', issue.origin, Number(issue.maximum), value);
    case 'invalid_value':
      return valueWords(issue.values.map(String), value);
    case 'invalid_format':
      return formats[issue.format] ?? issue.message;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'custom':
      return issue.message;
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'is no name that this takes';
    case 'invalid_element':
    case 'invalid_union':
    case 'unrecognized_keys':
      return 'is not what this field takes: see /docs';
  }
}

const kinds: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

const formats: Record<string, string> = {
  uuid: 'must be an id as we give them (a UUID)',
  datetime: 'must be a time with its offset, like 2026-05-01T10:00:00Z',
  base64: 'must be base64',
  url: 'must be an address like https://example.com',
  email: 'must be an email address like ada@example.com',
};

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a whole number' : 'a number with a fraction';
  return { string: 'a text', boolean: 'true or false', object: 'an object' }[typeof value as string] ?? 'something else';
}

const units: Record<string, string> = { string: 'character', array: 'entry' };

function boundWords(bound: 'at least' | 'at most', origin: string, limit: number, value: unknown): string {
  const unit = units[origin];
  if (unit === undefined) {
    const is = typeof value === 'string' || typeof value === 'number' ? ` (it is ${shortened(String(value))})` : '';
    return `must be ${bound} ${limit}${is}`;
  }
  if (bound === 'at least' && limit === 1) return 'must not be empty';
  return `must have ${bound} ${counted(limit, unit)} (it has ${lengthOf(value, limit)})`;
}

function counted(count: number, unit: string): string {
  if (count === 1) return `1 ${unit}`;
  return `${count} ${unit === 'entry' ? 'entries' : `${unit}s`}`;
}

// Spaces at the ends are not counted where a field is trimmed.
function lengthOf(value: unknown, limit: number): number {
  if (typeof value !== 'string') return Array.isArray(value) ? value.length : 0;
  const trimmed = value.trim().length;
  return trimmed > limit ? trimmed : value.length;
}

function valueWords(known: readonly string[], value: unknown): string {
  if (value === undefined) return `is missing: send ${known.length === 1 ? known[0]! : `one of ${known.join(', ')}`}`;
  if (known.length === 1) return `must be ${known[0]!}`;
  const meant = typeof value === 'string' ? nearest(value, known) : undefined;
  return `must be one of ${known.join(', ')}${meant === undefined ? '' : `: did you mean "${meant}"?`}`;
}

// What was sent is told back as far as one can see it is the same.
const toldBackMax = 40;

function shortened(text: string): string {
  return text.length > toldBackMax ? `${text.slice(0, toldBackMax)}...` : text;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const name of path) value = typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[name] : undefined;
  return value;
}
