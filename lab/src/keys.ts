import { createECDH, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashKey, newKey } from '@pharos/api/key';
import { idFrom } from '@pharos/core/id';
import { z } from 'zod';
import type { Keys, VapidPair } from './site.ts';

const StoredKeys = z.object({
  demo: z.string(),
  notifier: z.string(),
  linkSecret: z.string(),
  readers: z.string().default(() => secret()),
  sessions: z.string().default(() => secret()),
  vapid: z.object({ publicKey: z.string(), privateKey: z.string() }).default(() => newVapid()),
});

/** The keys of this world, made the first time and kept beside its data. */
export function loadKeys(dataDir: string): Keys {
  const path = join(dataDir, 'keys.json');
  try {
    return keep(path, StoredKeys.parse(JSON.parse(readFileSync(path, 'utf8'))));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const keys: Keys = { demo: newKey(), notifier: newKey(), linkSecret: secret(), readers: secret(), sessions: secret(), vapid: newVapid() };
  return keep(path, keys);
}

/** The id a key of the lab is stored under. */
export function keyId(name: string, key: string): string {
  return idFrom('lab', name, hashKey(key));
}

// What is made by a request is named after its key: it has this id before it is there.
export function demoPageOf({ demo }: Pick<Keys, 'demo'>): string {
  return idFrom('', keyId('demo', demo), 'demo page', 'page');
}

/** A pair as `npx web-push generate-vapid-keys` makes it. */
export function newVapid(): VapidPair {
  const pair = createECDH('prime256v1');
  const publicKey = pair.generateKeys().toString('base64url');
  // Without its leading zeros it would be too short.
  return {
    publicKey,
    privateKey: Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()])
      .subarray(-32)
      .toString('base64url'),
  };
}

const secret = () => randomBytes(32).toString('hex');

function keep(path: string, keys: Keys): Keys {
  writeFileSync(path, JSON.stringify(keys, null, 2), { mode: 0o600 });
  return keys;
}
