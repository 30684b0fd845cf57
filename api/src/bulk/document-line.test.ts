import { newId } from '@pharos/core/id';
import { faultOfBrought } from '@pharos/resources/brought';
import { expect, it } from 'vitest';
import { readDocumentLine, type TakenDocument } from './document-line.ts';

const [page, thing] = [newId(), newId()];
const line = (doc: string, fields: unknown[], of: string | null = page) => JSON.stringify({ page: of, doc, fields });

it.each<[string, string, string]>([
  ['what is no JSON', '{', 'is no document'],
  [
    'what is deeper than anybody looks',
    line(`component:${thing}`, []).replace('[]', `[["name",${'['.repeat(50_000)}${']'.repeat(50_000)},1,1]]`),
    'is no document',
  ],
  ['a clock that is none', line(`component:${thing}`, [['name', 'API', 0, 1]]), 'is no document'],
  ['a key', line(`apikey:${thing}`, [['hash', 'x', 1, 1]]), 'is of a kind that is not taken along'],
  ['a person', line(`person:${thing}`, [['email', 'x', 1, 1]]), 'is of a kind that is not taken along'],
  ['a kind of nobody', line('x', []), 'is of a kind that is not taken along'],
  ['no id', line('component:acme', []), 'has no id'],
  ['a page below another one', line(`page:${thing}`, []), 'is a page below another one'],
  ['nothing of a page', line(`component:${thing}`, [], null), 'names no page'],
])('refuses %s', (_, text, words) => {
  expect(readDocumentLine(text)).toContain(words);
});

it('refuses a field that its kind does not have, or that is told to nobody, or that says what it cannot say', () => {
  const faultOf = (doc: string, fields: unknown[], of = page) => faultOfBrought(readDocumentLine(line(doc, fields, of)) as TakenDocument);
  const component = ['name', 'order', 'status', 'createdAt'].map((name, at) => [
    name,
    ['API', 'a0', 'operational', '2026-01-01T00:00:00Z'][at],
    1,
    1,
  ]);
  expect(faultOf(`component:${thing}`, component)).toBeUndefined();
  expect(faultOf(`component:${thing}`, component.slice(1))).toContain('name');
  expect(faultOf(`component:${thing}`, [...component, ['colour', 'red', 1, 1]])).toContain('colour: is no field');
  expect(faultOf(`component:${thing}`, [...component, ['s/us/12', { day: 1, was: 0, changes: [] }, 1, 1]])).toBeUndefined();
  expect(faultOf(`component:${thing}`, [...component.slice(0, 2), ['status', 'sunny', 1, 1]])).toContain('status');
  expect(faultOf(`incident:${thing}`, [['u/x', {}, 1, 1]])).toContain('u/x: is no field');
  expect(faultOf(`page:${page}`, [['passwordHash', 'x', 1, 1]])).toContain('is never taken along');
});
