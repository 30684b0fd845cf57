import { Problem } from '@pharos/core/problem';
import { createAsk } from '../reading/ask-api.ts';
import type { Files } from '../reading/files.ts';
import { judged } from '../reading/judged.ts';
import type { ApiAsked, FilesAsked, Source } from '../source.ts';
import type { Taken } from '../taken.ts';
import { takenOf, takenOfBackup } from './map.ts';
import { Backup, Heartbeats, PublicPage } from './shapes.ts';
import { readDatabase, readTables, tableOf, tablesOf } from './tables.ts';

export const uptimeKuma: Source = {
  name: 'uptime-kuma',
  title: 'Uptime Kuma',
  isOf: async (files) => {
    if (files.sqlite.length > 0 || files.json.some(({ name }) => tableOf(name) === 'status_page')) return true;
    return (await found(files, 'publicGroupList')) !== undefined || (await found(files, 'monitorList')) !== undefined;
  },
  fromFiles,
  api: { base: undefined, keyName: 'UPTIME_KUMA_API_KEY', needsKey: false, read },
};

/** What stands in the first file that has this at its top. */
async function found(files: Files, name: string): Promise<unknown> {
  for (const { read } of files.json) {
    const said = await read().catch(() => undefined);
    if (typeof said === 'object' && said !== null && name in said) return said;
  }
  return undefined;
}

async function fromFiles({ files, of, zone, now }: FilesAsked): Promise<Taken> {
  const [database] = files.sqlite;
  if (database) return takenOf(readDatabase(database.path), { of, zone, now });
  if (files.json.some(({ name }) => tableOf(name) === 'status_page')) return takenOf(await readTables(files.json), { of, zone, now });
  const page = await found(files, 'publicGroupList');
  if (page !== undefined)
    return takenOf(tablesOf(judged(PublicPage, page, 'the page'), beatsIn(await found(files, 'heartbeatList'))), { of, zone, now });
  const backup = await found(files, 'monitorList');
  if (backup === undefined)
    throw new Problem(
      'invalid',
      'there is nothing of Uptime Kuma in these files: bring kuma.db, a backup, or the answer of /api/status-page/<page>',
    );
  return takenOfBackup(judged(Backup, backup, 'the backup'));
}

/** How each was when it was asked last. */
function beatsIn(said: unknown): Map<string, number> {
  const { data } = Heartbeats.safeParse(said);
  return new Map(
    Object.entries(data?.heartbeatList ?? {}).flatMap(([monitor, beats]) => {
      const last = beats.findLast((each) => typeof each === 'object' && each !== null && 'status' in each) as
        | { status?: unknown }
        | undefined;
      return typeof last?.status === 'number' ? [[monitor, last.status] as const] : [];
    }),
  );
}

async function read({ what, base, zone, now, ...around }: ApiAsked): Promise<Taken> {
  const slug = /\/status\/([^/?#]+)/.exec(what)?.[1] ?? 'default';
  const refusals = {
    key: 'a status page that is not published is told to nobody',
    missing: `there is no published status page ${slug} at ${base}`,
  };
  const ask = createAsk({ ...around, base, name: 'Uptime Kuma', headers: {}, refusals });
  const path = encodeURIComponent(decodeURIComponent(slug));
  const page = judged(PublicPage, await ask.json(`/api/status-page/${path}`), 'the page');
  const beats = beatsIn(await ask.json(`/api/status-page/heartbeat/${path}`));
  const taken = takenOf(tablesOf(page, beats), { of: page.config.slug, zone, now });
  const why = 'a page tells only of now: bring the database (kuma.db)';
  return { ...taken, left: [...taken.left, { what: 'past days, and incidents that are over', why }] };
}
