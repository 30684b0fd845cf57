import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { Problem } from '@pharos/core/problem';
import { z } from 'zod';
import type { World } from './world.ts';

/** Whom the command line speaks to, and as whom. */
export interface Settings {
  /** The APIs of all regions, the one that is asked first in front. */
  apis: string[];
  key: string;
  page: string | undefined;
  /** Where this was found, as it is told to people. */
  from: string;
}

const Saved = z.object({ apis: z.array(z.string()).min(1), key: z.string(), page: z.string().optional() });
export type Saved = z.infer<typeof Saved>;
type Environment = Record<string, string | undefined>;

export function savedFile(env: Environment): string {
  return env['PHAROS_PROFILE'] ?? join(env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'pharos', 'profile.json');
}

export async function readSaved(file: string): Promise<Saved | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return Saved.parse(JSON.parse(text));
  } catch {
    throw new Problem('invalid', `${file} is not what \`pharos login\` writes: log in again, or take it away`);
  }
}

/** Whoever may read it may do what the key may. */
export async function writeSaved(file: string, saved: Saved): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, `${JSON.stringify(saved, undefined, 2)}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
}

export async function forgetSaved(file: string): Promise<void> {
  await rm(file, { force: true });
}

/** The environment is stronger than what was saved, and that than a world that happens to run here. */
export function chooseSettings(env: Environment, saved: Saved | undefined, world: World | undefined, file: string): Settings {
  // A variable that is set to nothing says nothing.
  const said = (name: string) => env[name] || undefined;
  const apis = said('PHAROS_API')?.split(',').map(apiAddress);
  const key = said('PHAROS_KEY');
  const page = said('PHAROS_PAGE');
  if (apis && key) return { apis, key, page, from: 'PHAROS_API and PHAROS_KEY' };
  if (saved)
    return {
      apis: apis ?? saved.apis,
      key: key ?? saved.key,
      page: page ?? saved.page,
      from: apis || key ? `${file}, and the environment` : file,
    };
  if (world)
    return {
      apis: apis ?? world.regions.map(({ url }) => url),
      key: key ?? world.key,
      page: page ?? world.page,
      from: 'the world that runs here',
    };
  throw new Problem(
    'unauthorized',
    'nobody is logged in: `pharos login --api <address of an API>`, or set PHAROS_API and PHAROS_KEY, or start a world here with `npm start`',
  );
}

export function apiAddress(text: string): string {
  const url = URL.parse(text.trim());
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Problem('invalid', `"${text}" is no address of an API: it looks like https://api.eu.example`);
  return url.href.replace(/\/+$/, '');
}
