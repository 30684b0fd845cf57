import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Region } from '@pharos/lab/region';
import { postgresDir } from '@pharos/lab/site';
import { copyVolume } from './postgres.ts';

/** What pg_basebackup does, by the functions it calls: the binaries that come with npm have no pg_basebackup. */
export async function baseBackup({ sql, site }: Region, to: string): Promise<void> {
  const session = await sql.reserve();
  try {
    await session`select pg_backup_start('drill', true)`;
    await copyVolume(postgresDir(site), to);
    const [backup] = await session<{ label: string }[]>`select labelfile as label from pg_backup_stop(false)`;
    await rm(join(to, 'postmaster.pid'), { force: true });
    await writeFile(join(to, 'backup_label'), backup!.label);
  } finally {
    session.release();
  }
}
