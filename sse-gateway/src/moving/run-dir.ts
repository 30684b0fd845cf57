import { mkdirSync, statSync } from 'node:fs';
import { Problem } from '@pharos/core/problem';

// Whoever can put a socket of his own into this folder is given every reader, with the tokens of private pages.

/** Makes the folder if it is not there; throws when anybody else may enter it. */
export function openRunDir(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const fault = runDirFault(dir);
  if (fault) throw new Problem('invalid', `LIVE_RUN_DIR ${dir} ${fault}: it must be a folder of the gateway's user with mode 0700`);
}

/** What is wrong with it, in a few words. */
export function runDirFault(dir: string, user = process.geteuid!()): string | undefined {
  const found = statSync(dir, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return 'is no folder';
  if (found.uid !== user) return `belongs to user ${found.uid}`;
  if ((found.mode & 0o077) !== 0) return `has mode ${(found.mode & 0o777).toString(8).padStart(4, '0')}`;
  return undefined;
}
