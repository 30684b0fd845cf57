import { randomUUID } from 'node:crypto';
import { createApi, createRegions, type Api, type RegionDoor, type Regions } from '@pharos/console/client';
import { Problem } from '@pharos/core/problem';
import { covers, decodeVersion } from '@pharos/core/version';
import { chooseSettings, apiAddress, readSaved, savedFile, type Settings } from './settings.ts';
import { openTerminal, type Surroundings, type Terminal } from './terminal.ts';
import { theOne } from './words.ts';
import { findWorld } from './world.ts';

/** What is said once, before or behind any command. */
export interface Shared {
  json?: boolean;
  page?: string;
  api?: string;
  once?: string;
}

/** One call of the command line: whom it speaks to, about which page, and how it answers. */
export interface Session {
  api: Api;
  terminal: Terminal;
  settings: Settings;
  env: Surroundings['env'];
  /** Whatever is asked that is no API of ours. */
  fetch: typeof fetch;
  isJson: boolean;
  now(): number;
  sleep(ms: number): Promise<void>;
  /** The page that is meant: its id. */
  page(): Promise<string>;
  /** Under which a request is one thing, however often and wherever it arrives. */
  key: string;
  /** Says that it is written, and where it is by now. */
  written(what: string, answer: { id: string; version: string }, page: string): Promise<void>;
}

export async function openSession(around: Surroundings, { json, page, api: apis, once }: Shared): Promise<Session> {
  const { env, clock, fetch } = around;
  const file = savedFile(env);
  const told = { ...env, ...(apis !== undefined && { PHAROS_API: apis }), ...(page !== undefined && { PHAROS_PAGE: page }) };
  const settings = chooseSettings(told, await readSaved(file), await findWorld(around.worldFile), file);
  const terminal = openTerminal(around);
  const doors = settings.apis.map(doorOf);
  const regions = createRegions(doors, ({ name }) => terminal.say(`another region does not answer: going on in ${name}`));
  const api = apiAs(settings.key, { regions, fetch });
  const isJson = json === true;
  let found: Promise<string> | undefined;
  return {
    api,
    terminal,
    settings,
    env,
    fetch,
    isJson,
    now: () => clock.now(),
    sleep: (ms) => clock.sleep(ms),
    page: () => (found ??= findPage(api, settings.page)),
    key: once ?? randomUUID(),
    written: async (what, answer, of) => {
      if (isJson) return terminal.json(answer);
      const wanted = decodeVersion(answer.version) ?? {};
      const has = async (door: RegionDoor) => {
        const version = decodeVersion((await api.tagIn(door, 'GET /v1/pages/{page}/view', { path: { page: of } })) ?? '');
        return version !== undefined && covers(version, wanted) ? 'there' : 'not yet';
      };
      terminal.print(`${what}${doors.length > 1 ? `, in ${await countSoon(doors, has, clock.sleep)} of ${doors.length} regions` : ''}`);
    },
  };
}

export function apiAs(key: string, { regions, fetch }: { regions: Regions; fetch: typeof globalThis.fetch }): Api {
  return createApi({ regions, fetch, session: { token: () => key, renewed: () => undefined, ended: () => undefined } });
}

export function doorOf(url: string): RegionDoor {
  return { name: new URL(url).host, url: apiAddress(url) };
}

async function findPage(api: Api, wanted: string | undefined): Promise<string> {
  const { items } = (await api.ask('GET /v1/pages', { query: { limit: 100 } })).value;
  if (wanted !== undefined) return theOne(items, wanted, ({ slug }) => slug, 'page').id;
  const [one, ...others] = items;
  if (!one) throw new Problem('not-found', 'there is no page yet that this key may see: make one in the console, or `pharos page create`');
  if (others.length > 0)
    throw new Problem('invalid', `which page? Say --page, or PHAROS_PAGE: ${items.map(({ slug }) => slug).join(', ')}`);
  return one.id;
}

// A region that is there has it within a tenth of that. Nobody waits longer at a prompt for what goes on by itself.
const waitMs = 2_000;
const lookEachMs = 50;

/** In how many it is by now: as soon as it is in all that answer, or after a moment. */
async function countSoon(
  doors: RegionDoor[],
  has: (door: RegionDoor) => Promise<'there' | 'not yet'>,
  sleep: (ms: number) => Promise<void>,
): Promise<number> {
  for (let waited = 0; ; waited += lookEachMs) {
    const looked = await Promise.all(doors.map((door) => has(door).catch(() => 'away')));
    if (!looked.includes('not yet') || waited >= waitMs) return looked.filter((each) => each === 'there').length;
    await sleep(lookEachMs);
  }
}
