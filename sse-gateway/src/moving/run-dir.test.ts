import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openRunDir, runDirFault } from './run-dir.ts';

const dir = mkdtempSync(join(tmpdir(), 'pharos-run-dir-'));
afterAll(() => rmSync(dir, { recursive: true }));

it('makes a folder that only its user may enter, and takes it again', () => {
  const made = join(dir, 'a', 'b');
  for (let turn = 0; turn < 2; turn++) openRunDir(made);
  expect(statSync(made).mode & 0o777).toBe(0o700);
});

it.each([0o755, 0o770, 0o701, 0o777])('refuses one with mode %i', (mode) => {
  const shared = mkdtempSync(join(dir, 'shared-'));
  chmodSync(shared, mode);
  expect(() => openRunDir(shared)).toThrow(/must be a folder of the gateway's user with mode 0700/);
});

it('refuses one of another user, and what is no folder', () => {
  expect(runDirFault(dir)).toBeUndefined();
  expect(runDirFault(dir, process.geteuid!() + 1)).toBe(`belongs to user ${process.geteuid!()}`);
  const file = join(dir, 'file');
  writeFileSync(file, '');
  expect(runDirFault(file)).toBe('is no folder');
  expect(runDirFault(join(dir, 'nothing'))).toBe('is no folder');
});
