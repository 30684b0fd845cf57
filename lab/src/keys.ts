import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newKey } from '@pharos/api/key';
import { z } from 'zod';
import type { Keys } from './site.ts';

const StoredKeys = z.object({
  demo: z.string(),
  notifier: z.string(),
  linkSecret: z.string(),
  readers: z.string().default(() => secret()),
});

/** The keys of this world, made the first time and kept beside its data. */
export function loadKeys(dataDir: string): Keys {
  const path = join(dataDir, 'keys.json');
  try {
    return keep(path, StoredKeys.parse(JSON.parse(readFileSync(path, 'utf8'))));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const keys: Keys = { demo: newKey(), notifier: newKey(), linkSecret: secret(), readers: secret() };
  return keep(path, keys);
}

const secret = () => randomBytes(32).toString('hex');

function keep(path: string, keys: Keys): Keys {
  writeFileSync(path, JSON.stringify(keys, null, 2), { mode: 0o600 });
  return keys;
}
