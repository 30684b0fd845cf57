import { worstComponentStatus, worstImpact, type ComponentStatus, type Impact } from '@pharos/core/severity';
import type { Fold, Register } from '../fold.ts';
import type { IncidentEntry } from './fields.ts';

/*
 * What a person expects of an incident that several people write to: all updates are kept, in time order. Those that no other
 * update had seen are its heads. One head says how it stands; several are people out of touch with each other, and then the
 * worst of what they say holds, marked as a conflict, until somebody who has seen them all writes the next one.
 */

export interface Entry {
  id: string;
  entry: IncidentEntry;
  register: Register;
}

/** Those that no other update had seen. */
export function headsOf(updates: Entry[]): Entry[] {
  const most = mostSeen(updates);
  return updates.filter((update) => {
    const known = most.get(String(update.register.region));
    const byOthers = known === undefined ? 0 : known.by === update ? known.next : known.hlc;
    return byOthers < update.register.hlc;
  });
}

/** Of each region: who has seen most of it, and how much anybody else has. One look at each update, however long an incident is. */
function mostSeen(updates: Entry[]): Map<string, { by: Entry; hlc: number; next: number }> {
  const most = new Map<string, { by: Entry; hlc: number; next: number }>();
  for (const update of updates) {
    for (const [region, hlc] of Object.entries(update.entry.seen)) {
      const known = most.get(region);
      if (known === undefined) most.set(region, { by: update, hlc, next: 0 });
      else if (hlc > known.hlc) most.set(region, { by: update, hlc, next: known.hlc });
      else known.next = Math.max(known.next, hlc);
    }
  }
  return most;
}

/** What a writer who looks at this document now has seen of it. */
export function seenOf(fold: Fold): Record<string, number> {
  const seen: Record<string, number> = {};
  for (const [name, { hlc, region }] of fold) {
    if (name.startsWith('u/')) seen[region] = Math.max(seen[region] ?? 0, hlc);
  }
  return seen;
}

export function hasSeen(reader: Entry, update: Entry): boolean {
  return (reader.entry.seen[update.register.region] ?? 0) >= update.register.hlc;
}

// The impact is set by updates and by edits: the later of the two, and of several heads the worst.
export function impactOf(register: Register, edited: Impact, heads: Entry[]): Impact {
  if (heads.every((head) => head.register.hlc <= register.hlc)) return edited;
  return worstImpact(heads.map(({ entry }) => entry.impact));
}

export function componentsOf(updates: Entry[], heads: Entry[]): Map<string, ComponentStatus> {
  const worst = new Map<string, ComponentStatus>();
  for (const head of heads) {
    const said = new Map<string, ComponentStatus>();
    for (const update of updates) {
      if (update !== head && !hasSeen(head, update)) continue;
      for (const [id, status] of Object.entries(update.entry.components)) said.set(id, status);
    }
    for (const [id, status] of said) worst.set(id, worstComponentStatus([status, worst.get(id) ?? 'operational']));
  }
  return worst;
}
