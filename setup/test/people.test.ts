import { expect, it, vi } from 'vitest';
import { systemClock } from '@pharos/core/clock';
import { freshDatabase } from '@pharos/core/testing/fresh-database';
import { migrationsFolder } from '@pharos/region/migrations';
import { openApi } from '../../api/test/open-api.ts';
import { runPersonCommand } from '../people.ts';

it('the first owner, and whoever is locked out, comes in by a link that needs neither mail nor identity provider', async () => {
  await using database = await freshDatabase([['region', migrationsFolder]]);
  const keys = ['k'.repeat(40)];
  await using api = await openApi(database.url, { accounts: { keys } });
  const told: string[] = [];
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => told.push(String(text)) > 0);
  const err = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  const settings = () => ({
    DATABASE_URL: database.url,
    REGION: 'us',
    REGION_NUMBER: 1,
    SESSION_KEYS: keys,
    CONSOLE_URL: 'https://console.example',
  });
  const linkOf = async (...words: string[]) => {
    told.length = 0;
    expect(await runPersonCommand(words, settings, systemClock)).toBe(0);
    return told.join('').trim();
  };
  const open = (url: string) =>
    api.ask('POST', '/v1/sign-in/link/open', { link: new URL(url).hash.slice('#link='.length), keep: 'token' }, { authorization: '' });
  try {
    const first = await linkOf('invite', '--email', 'Ada@example.com');
    expect(first).toMatch(/^https:\/\/console\.example\/sign-in#link=/);
    const entered = await open(first);
    const session = { authorization: `Bearer ${String(entered.json['token'])}` };
    const account = await api.ask('GET', '/v1/account', undefined, session);
    expect(account.json).toMatchObject({ person: { email: 'ada@example.com' }, seats: [{ organisation: null, role: 'owner' }] });
    expect((await api.ask('POST', '/v1/organisations', { name: 'Acme' }, session)).status).toBe(201);
    expect((await open(first)).status).toBe(401);
    expect((await open(await linkOf('link', '--email', 'ada@example.com'))).status).toBe(200);
    await expect(runPersonCommand(['link', '--email', 'bob@example.com'], settings, systemClock)).rejects.toThrow(/invite them/);
    await expect(runPersonCommand(['link', '--email', 'x'], settings, systemClock)).rejects.toThrow(/--email/);
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
});
