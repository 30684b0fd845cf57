import { Id } from '@pharos/core/id';
import { limits } from '@pharos/core/limits';
import { Problem } from '@pharos/core/problem';
import { Time } from '@pharos/core/value';
import { z } from 'zod';
import { defineVerb } from '../define-resource.ts';
import { readFlatDoc } from '../flat.ts';
import { docRef } from '../kind.ts';
import { notFound } from '../plan.ts';
import { fields } from './fields.ts';

/*
 * Points are not kept in documents: a metric has thousands of them a day, and a document would carry each for ever. They go through the
 * log beside the metric's own document, in the envelope of the push, and stand in a table in every region that has applied it. So
 * they are stored before the answer, come to every region in order and once, and outlive the region that took them. A
 * region that joins by a copy of another one's documents has those that come from then on.
 */

// What is older is thinned out by now, and would be put into what is gone.
export const backfillMs = 13 * 86_400_000;
// The clocks of those who measure differ from ours by as much.
const aheadMs = 300_000;

const about = ({ metric, page }: { metric: string; page: string }) => docRef('metric', metric, page);

export const pushPoints = defineVerb({
  schema: z.object({
    type: z.literal('push-points'),
    page: Id,
    metric: Id,
    points: z
      .array(z.object({ at: Time.optional().describe('ISO 8601 with offset; now, if nothing is said'), value: z.number() }))
      .min(1)
      .max(limits.pointsPerPushMax),
  }),
  door: {
    method: 'post',
    path: '/v1/pages/{page}/metrics/{metric}/points',
    needs: 'write',
    done: 'Stored, and on their way to every region',
    summary: 'Push points of a metric',
    explained: `One or up to ${limits.pointsPerPushMax} of them, of the last thirteen days. A point is known by its moment: sent again it is the same, and another value for it takes its place.`,
  },
  about,
  plan: (asked, input) => {
    const metric = readFlatDoc(fields, input.fold(about(asked)));
    if (!metric || metric.removed) throw notFound('metric');
    const now = Date.parse(input.now);
    // One moment once: a statement may touch a row only once, and the last of them holds.
    const points = new Map(
      asked.points.map(({ at, value }, place) => [at === undefined ? now : within(Date.parse(at), place, now), value]),
    );
    return { writes: [], facts: [], notify: null, points: { ref: about(asked), points: [...points] } };
  },
});

function within(ms: number, place: number, now: number): number {
  if (ms >= now - backfillMs && ms <= now + aheadMs) return ms;
  const path = `points.${place}.at`;
  const message = 'must lie within the last thirteen days, and not in the future';
  throw new Problem('invalid', `${path}: ${message}`, { fields: [{ path, message }] });
}
