import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openSpoolFolder } from './spool.ts';

const small = { head: 'a,b\n', bytesMax: 40, rowsMax: 3 };

it('what is too much for one import is several, each with its first line, by rows and by bytes', async () => {
  await using folder = await openSpoolFolder();
  const spool = folder.create('rows', small);
  const rows = ['1,1\n', '2,2\n', '3,3\n', '4,4\n', `${'5'.repeat(30)}\n`, 'ö,6\n'];
  for (const row of rows) await spool.put(row);
  await spool.finish();
  const texts = await Promise.all(spool.parts().map(async ({ bytes, read }) => (await read(0, bytes)).toString()));
  expect(texts).toEqual(['a,b\n1,1\n2,2\n3,3\n', `a,b\n4,4\n${'5'.repeat(30)}\n`, 'a,b\nö,6\n']);
  expect(spool.parts().map(({ bytes, rows: count }) => [bytes, count])).toEqual([
    [16, 3],
    [39, 2],
    [9, 1],
  ]);
  expect((await spool.parts()[2]!.read(4, 100)).toString()).toBe('ö,6\n');
});

it('is for nobody else’s eyes, and gone when it is not needed any more', async () => {
  const before = process.env['TMPDIR'];
  const own = mkdtempSync(join(tmpdir(), 'pharos-spool-'));
  process.env['TMPDIR'] = own;
  try {
    const folder = await openSpoolFolder();
    const spool = folder.create('rows', small);
    await spool.put('1,1\n');
    await spool.finish();
    const [name] = readdirSync(own);
    expect(statSync(join(own, name!)).mode & 0o077).toBe(0);
    expect(statSync(join(own, name!, 'rows.0')).mode & 0o077).toBe(0);
    await folder[Symbol.asyncDispose]();
    expect(existsSync(join(own, name!))).toBe(false);
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(own, { recursive: true });
  }
});
