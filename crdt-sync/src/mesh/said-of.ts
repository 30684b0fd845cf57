import { docName } from '@pharos/resources/kind';
import { isNameOf } from '@pharos/resources/registry';
import type { PushedPoints } from '@pharos/region/projection/points';
import { regionOfOrigin } from '../document/origin.ts';
import type { Notice } from '../store/store.ts';
import type { Opened } from './apply-locks.ts';

/** Who is to be told by it. `isReturned`: this region wrote it, in a database that was lost. */
export function noticeOf(
  { entry: { origin }, envelope: { notify, page, region, at, trace } }: Opened,
  isOwn: (region: number) => boolean,
): Notice[] {
  if (!notify || page === null) return [];
  return [{ ...notify, page, ownerRegion: region, at: new Date(at).toISOString(), trace, isReturned: isOwn(regionOfOrigin(origin)) }];
}

/** What was measured. Of a metric that is forgotten it is forgotten, too. */
export function pointsOf(opened: Opened[], purged: ReadonlySet<string>): PushedPoints[] {
  return opened.flatMap(({ entry, envelope: { hlc, ops } }) =>
    ops.flatMap(({ doc, kind, points, brought }) => {
      if (!(points || brought) || kind !== 'metric' || !isNameOf('metric', doc) || purged.has(doc)) return [];
      return [{ metric: docName(doc), points: points ?? [], ...(brought && { brought }), hlc, region: regionOfOrigin(entry.origin) }];
    }),
  );
}
