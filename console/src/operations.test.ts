import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { operationTypes } from './operations.ts';

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');

it('the types that are checked in are those of the description of the API: "npm run fix" writes them', async () => {
  expect(await read('../app/api/operations.d.ts')).toBe(operationTypes(await read('../../docs/openapi.json')));
});

it('says what may be left out, what may be null, and what an operation answers', () => {
  const schema = {
    type: 'object',
    properties: { name: { type: 'string' }, note: { type: ['string', 'null'] }, size: { enum: ['s', 'm'], default: 's' } },
    required: ['name'],
  };
  const content = { 'application/json': { schema } };
  const post = { parameters: [{ name: 'page', in: 'path', required: true, schema: { type: 'string' } }], requestBody: { content } };
  const types = operationTypes(JSON.stringify({ paths: { '/v1/{page}': { post: { ...post, responses: { 201: { content } } } } } }));
  expect(types).toContain(`'POST /v1/{page}': {`);
  expect(types).toContain('path: { page: string; };');
  expect(types).toContain('body: { name: string; note?: string | null; size?: "s" | "m"; };');
  expect(types).toContain('answer: { name: string; note?: string | null; size: "s" | "m"; };');
});

it('writes out what the description names', () => {
  const content = { 'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Job' } } } };
  const Job = { type: 'object', properties: { done: { type: 'integer' } }, required: ['done'] };
  const document = { paths: { '/v1/jobs': { get: { responses: { 200: { content } } } } }, components: { schemas: { Job } } };
  expect(operationTypes(JSON.stringify(document))).toContain('answer: ({ done: number; })[];');
});
