import { Problem } from '@pharos/core/problem';
import { z } from 'zod';
import type { Pgbackrest } from './tools.ts';

const Info = z.array(
  z.object({
    archive: z.array(z.object({ id: z.string() })),
    backup: z.array(z.object({ label: z.string(), archive: z.object({ start: z.string().nullable() }) })),
  }),
);

// Of 16 MB each, as everywhere where nobody asked for another size.
const segmentsPerLog = 256;

/**
 * A restore to the end of the archived log plays back as far as it finds the next piece, and takes a hole for the end, without a word. It is
 * looked for before.
 */
export async function demandNoHole(pgbackrest: Pgbackrest, from: string | undefined): Promise<void> {
  const [info] = Info.parse(JSON.parse(await pgbackrest.run('info', '--output=json')));
  const backup = from === undefined ? info?.backup.at(-1) : info?.backup.find(({ label }) => label === from);
  const start = backup?.archive.start;
  if (!info || !start) return; // the restore itself says that there is none
  const listed = await Promise.all(info.archive.map(({ id }) => pgbackrest.list(`archive/${pgbackrest.stanza}/${id}`)));
  const holes = holesIn(listed.flat(), start);
  if (holes.length === 0) return;
  throw new Problem(
    'invalid',
    `the archived log lacks ${holes[0]!}${holes.length > 1 ? ` and ${holes.length - 1} more` : ''}: what came after it cannot be played back, and Postgres would not say so. ` +
      'npx pharos backup restore --to-the-hole takes what is before it; peers have the rest. Nothing was changed',
  );
}

/** Pieces of the log that are missing between one and the last, on whatever timeline. */
export function holesIn(paths: string[], start: string): string[] {
  const places = new Set(paths.flatMap((path) => /([0-9A-F]{24})-[0-9a-f]{40}/.exec(path)?.[1] ?? []).map(placeOf));
  const first = placeOf(start);
  const last = [...places].reduce((most, place) => Math.max(most, place), first);
  const missing: string[] = [];
  for (let place = first; place <= last; place++) if (!places.has(place)) missing.push(`${start.slice(0, 8)}${nameOf(place)}`);
  return missing;
}

function placeOf(name: string): number {
  return parseInt(name.slice(8, 16), 16) * segmentsPerLog + parseInt(name.slice(16), 16);
}

function nameOf(place: number): string {
  return [Math.floor(place / segmentsPerLog), place % segmentsPerLog]
    .map((each) => each.toString(16).toUpperCase().padStart(8, '0'))
    .join('');
}
