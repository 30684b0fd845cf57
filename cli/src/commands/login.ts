import type { Command } from 'commander';
import { createRegions } from '@pharos/console/client';
import { Problem } from '@pharos/core/problem';
import { z } from 'zod';
import { apiAs, doorOf } from '../session.ts';
import { apiAddress, forgetSaved, readSaved, savedFile, writeSaved } from '../settings.ts';
import { openTerminal, type Surroundings } from '../terminal.ts';
import { examples } from './command.ts';

const Elsewhere = z.object({ elsewhere: z.array(z.string()) });
const askMs = 5_000;

export function loginCommands(program: Command, around: Surroundings): void {
  const file = savedFile(around.env);
  const terminal = openTerminal(around);

  program
    .command('login')
    .description('keeps the addresses of the APIs and a key, for all that follows')
    .option('--key <key>', 'an API key; it is better typed, or read from what comes in')
    .addHelpText(
      'after',
      examples('login --api https://api.eu.example', 'login --api https://api.eu.example,https://api.us.example < key.txt'),
    )
    .action(async (options: { key?: string }, command: Command) => {
      const { api: said, page } = command.optsWithGlobals<{ api?: string; page?: string }>();
      if (said === undefined) throw new Problem('invalid', 'say where: --api https://api.eu.example');
      const named = said.split(',').map(apiAddress);
      const key = options.key ?? (await terminal.askSecret('API key: '));
      if (key === '') throw new Problem('invalid', 'an API key is needed: the console makes one under Keys');
      const apis = [...new Set([...named, ...(await elsewhereOf(around.fetch, named[0]!))])];
      const api = apiAs(key, { regions: createRegions(apis.map(doorOf)), fetch: around.fetch });
      const { items } = (await api.ask('GET /v1/pages', { query: { limit: 100 } })).value;
      await writeSaved(file, { apis, key, ...(page !== undefined && { page }) });
      terminal.print(
        `logged in: ${items.length === 100 ? '100 pages or more' : items.length === 1 ? 'one page' : `${items.length} pages`}, ${apis.length === 1 ? 'one region' : `${apis.length} regions`}`,
      );
      terminal.say(`kept in ${file}, for you alone`);
    });

  program
    .command('logout')
    .description('forgets them; the key itself goes on: `pharos key revoke` ends it')
    .action(async () => {
      const was = await readSaved(file).catch(() => undefined); // what cannot be read is forgotten, too
      await forgetSaved(file);
      terminal.print(was ? 'logged out' : 'nobody was logged in');
    });
}

/** The other regions, as the one that is named knows them; none where it does not say. */
async function elsewhereOf(fetch: Surroundings['fetch'], api: string): Promise<string[]> {
  try {
    const answer = await fetch(`${api}/console/regions.json`, { signal: AbortSignal.timeout(askMs) });
    return Elsewhere.parse(await answer.json()).elsewhere.map(apiAddress);
  } catch {
    return [];
  }
}
