import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { clientOperations } from '../../../setup/client-operations.ts';
import { operations } from './operations.ts';

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');

it('the operations that are checked in are those of the description of the API: "npm run fix" writes them', async () => {
  expect(await read('operations.ts')).toBe(clientOperations(await read('../../../docs/openapi.json')));
});

it('each operation has one name, and is not called as something of the client itself', () => {
  const addresses = Object.values(operations).map(([address]) => address);
  expect(new Set(addresses).size).toBe(addresses.length);
  expect(Object.keys(operations)).not.toContain('each');
  expect(Object.keys(operations)).not.toContain('send');
  // What resolves like a promise would be waited for wherever the client is passed on.
  expect(Object.keys(operations)).not.toContain('then');
});
