import { byLockOrder, docRef, type DocRef } from '@pharos/resources/kind';
import type { PushedPoints } from '@pharos/region/projection/points';
import type { z } from 'zod';
import type { Store } from '../store/store.ts';
import type { Parts, Points } from './snapshot-wire.ts';

/**
 * What a peer has of metrics, beside what is here: of two points for one moment the later write holds, as ever, and what five minutes
 * came to stays as it is here, where it is known. The metrics themselves are here by now; one that is not, or was purged, gets nothing.
 */
export async function adoptPoints(store: Store, { points }: Pick<z.infer<typeof Points>, 'points'>): Promise<void> {
  await adopt(
    store,
    points.flatMap(([metric, of]) => {
      // Those of one push have one clock: so many are written as one.
      const pushes = Map.groupBy(of, ([, , hlc, region]) => `${hlc}/${region}`);
      return [...pushes.values()].map((push): PushedPoints => {
        const [, , hlc, region] = push[0]!;
        return { metric, points: push.map(([ms, value]) => [ms, value]), hlc, region };
      });
    }),
  );
}

export async function adoptParts(store: Store, { parts }: Pick<z.infer<typeof Parts>, 'parts'>): Promise<void> {
  await adopt(
    store,
    parts.map(([metric, of]) => ({ metric, points: [], hlc: 0, region: 0, brought: { points: [], parts: of } })),
  );
}

async function adopt(store: Store, pushes: PushedPoints[]): Promise<void> {
  if (pushes.length === 0) return;
  await store.transact(async (tx) => {
    const refs = [...new Set(pushes.map(({ metric }) => metric))].map((metric): DocRef => docRef('metric', metric, null));
    const here = await tx.lockDocs(refs.sort(byLockOrder), []);
    const isHere = ({ metric }: PushedPoints) => here.get(docRef('metric', metric, null).id)?.purged === false;
    await tx.addPoints(pushes.filter(isHere));
  });
}
