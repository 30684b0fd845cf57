import { idFrom } from '@pharos/core/id';
import type { Sql } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';
import type { Kit } from '@pharos/core/role';
import { readDueMaintenances, type DueMaintenance } from '@pharos/region/reading/due-maintenances';
import { readDueRecords, type DueRecord } from '@pharos/region/reading/due-records';
import { nextOccurrence } from '@pharos/resources/maintenance/repeat';
import type { Change } from '@pharos/resources/registry';
import type { WriteGroups } from '../write/write-group.ts';

export interface CarryOnOptions {
  sql: Sql;
  groups: Pick<WriteGroups, 'write'>;
  /** All regions, this one too. */
  regions: readonly string[];
}

// By then the region before has done it, and we have heard of it; or it is down, or cut off.
export const takeOverMs = 5_000;
// Each is a write like any other: a second's worth of them.
const atOnceMax = 300;

/**
 * Starts and ends maintenances at their times, reminds of them, plans those that come again, publishes what was written to be
 * published now, and opens and closes what alerts ask for. Any region may: one is the first to look after each, the next one does it
 * when nothing has happened some seconds later. That two of them never make two updates of one step is the step's own affair (`carry-on.ts`
 * of the resource): all this decides is who is likely to be the one. Answers how many were due here.
 */
export async function carryOn(kit: Pick<Kit, 'region' | 'clock'>, { sql, groups, regions }: CarryOnOptions): Promise<number> {
  const now = kit.clock.now();
  const [maintenances, records] = await Promise.all([
    readDueMaintenances(sql, new Date(now), atOnceMax),
    readDueRecords(sql, new Date(now), atOnceMax),
  ]);
  const due = [...maintenances.map(stepOf), ...records.map(recordOf)];
  const ours = due.filter(({ id, dueAt }) => now - dueAt.getTime() >= rankOf(id, kit.region, regions) * takeOverMs);
  const written = await Promise.allSettled(
    ours.flatMap(({ change, actor }) => (change ? [groups.write({ change, actor, by: 'system' })] : [])),
  );
  for (const each of written) if (each.status === 'rejected' && !isRefused(each.reason)) throw each.reason;
  return ours.length;
}

interface Step {
  id: string;
  dueAt: Date;
  actor: string;
  change: Change | undefined;
}

function stepOf(due: DueMaintenance): Step {
  return { id: due.id, dueAt: due.dueAt, actor: 'maintenance', change: changeOf(due) };
}

function recordOf(due: DueRecord): Step {
  const { kind, id, dueAt } = due;
  return { id, dueAt, actor: kind === 'alert' ? `source ${due.source}` : 'schedule', change: changeOfRecord(due) };
}

function changeOfRecord({ kind, id, page, incident, source }: DueRecord): Change {
  if (kind === 'draft') return { type: 'carry-on-draft', page, draft: id };
  if (kind === 'publication') return { type: 'carry-on-publication', page, incident, publication: id };
  return { type: 'carry-on-alert', page, source, alert: id, incident };
}

// Of one that comes again the next one is made; where there is none any more, that is said of it when it is planned.
function changeOf({ id, page, repeats }: DueMaintenance): Change | undefined {
  if (!repeats) return { type: 'carry-on-maintenance', page, maintenance: id };
  const next = nextOccurrence(repeats);
  return next && { type: 'repeat-maintenance', page, maintenance: next.id, before: id };
}

/** In which turn a region looks after something: every region has the same answer, and different things have different first ones. */
export function rankOf(id: string, region: string, regions: readonly string[]): number {
  const own = idFrom(id, region);
  return regions.filter((each) => each !== region && idFrom(id, each) < own).length;
}

// Removed or purged since it was looked for.
function isRefused(error: unknown): boolean {
  return error instanceof Problem && error.code !== 'unavailable';
}
