import { expect, it, vi } from 'vitest';
import { systemClock } from '@pharos/core/clock';
import { freshDatabase } from '@pharos/core/testing/fresh-database';
import { migrationsFolder } from '@pharos/region/migrations';
import { runKeyCommand } from '../keys.ts';

it('a key is made, listed without what it is, and revoked by its id', async () => {
  await using database = await freshDatabase([['region', migrationsFolder]]);
  const told: string[] = [];
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => told.push(String(text)) > 0);
  const err = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  const settings = () => ({ DATABASE_URL: database.url, REGION: 'us', REGION_NUMBER: 1 });
  const run = async (...words: string[]) => {
    told.length = 0;
    expect(await runKeyCommand(words, settings, systemClock)).toBe(0);
    return told.join('');
  };
  try {
    const key = (await run('create', '--name', 'first', '--scope', 'admin')).trim();
    expect(key).toMatch(/^phr_/);
    const line = await run('list');
    expect(line).toMatch(/ open {2}admin {2}every page {2}.* {2}first\n$/);
    expect(line).not.toContain(key);
    await run('revoke', line.slice(0, 36));
    expect(await run('list')).toContain('revoked');
    await expect(runKeyCommand(['revoke', 'nobody'], settings, systemClock)).rejects.toThrow(/key list/);
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
});
