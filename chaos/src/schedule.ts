import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Summary } from './report/last-results.ts';

const dayMs = 86_400_000;
const everyMs = { day: dayMs, week: 7 * dayMs, month: 30 * dayMs, quarter: 91 * dayMs } as const;

const Schedule = z.strictObject({
  drills: z.array(
    z.strictObject({
      name: z.string(),
      every: z.enum(['day', 'week', 'month', 'quarter']),
      /** How often in a row: what passes once may have been lucky. */
      runs: z.number().int().min(1).max(100).default(1),
    }),
  ),
});
export type Scheduled = z.infer<typeof Schedule>['drills'][number];

/** How often what is drilled: `chaos/schedule.json`. */
export function readSchedule(file: URL = new URL('../schedule.json', import.meta.url)): Scheduled[] {
  return Schedule.parse(JSON.parse(readFileSync(file, 'utf8'))).drills;
}

/** Those whose last good run is too long ago, or that never passed here. */
export function due(schedule: Scheduled[], last: Map<string, Pick<Summary, 'verdict' | 'startedAt'>>, nowMs: number): Scheduled[] {
  return schedule.filter(({ name, every }) => {
    const result = last.get(name);
    return result?.verdict !== 'pass' || nowMs - Date.parse(result.startedAt) >= everyMs[every];
  });
}
