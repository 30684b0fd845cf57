import type { ObjectStore } from '@pharos/core/outside/object-store';
import { openPostgres } from '@pharos/core/outside/postgres';
import { readDigest } from '@pharos/crdt-sync/digest';
import type { BackupSettings } from './config.ts';
import { putSealed, type Manifest } from './parts.ts';
import { connectionOf, finish, postgresBin, start, type Owner } from './tools.ts';

/** A logical dump, sealed; with it what the documents said in the very snapshot that it shows. */
export async function makeDump(settings: BackupSettings, owner: Owner, store: ObjectStore, folder: string): Promise<Manifest> {
  const sql = openPostgres({ url: settings.DATABASE_URL, max: 1, name: 'pharos backup' });
  try {
    return await sql.begin('isolation level repeatable read read only', async (tx) => {
      // The snapshot lasts as long as this transaction, which has nothing to do while the dump is read.
      await tx`set local idle_in_transaction_session_timeout = 0`;
      const [row] = await tx<{ snapshot: string; version: number }[]>`
        select pg_export_snapshot() as snapshot, current_setting('server_version_num')::int / 10000 as version`;
      const { digest, docs } = await readDigest(tx);
      const { version, snapshot } = row!;
      const { url, env } = connectionOf(settings.DATABASE_URL);
      const args = ['--format=custom', '--no-owner', `--snapshot=${snapshot}`, `--dbname=${url}`];
      const child = start(owner, `${postgresBin(String(version))}/pg_dump`, args, ['ignore', 'pipe', 'pipe'], env);
      // Not `finish`'s: what is dumped is not held in memory.
      const out = child.stdout!;
      child.stdout = null;
      const ended = finish(child, 'pg_dump');
      ended.catch(() => undefined); // told below
      return putSealed(store, settings.BACKUP_KEY, folder, out as AsyncIterable<Buffer>, async () => {
        await ended; // a dump that broke off gets no manifest
        return { digest, docs, version };
      });
    });
  } finally {
    await sql.end({ timeout: 1 });
  }
}
