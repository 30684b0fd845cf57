import { hlcToIso } from '@pharos/core/hlc';
import { ComponentStatus, Impact, IncidentStatus, worstIncidentStatus } from '@pharos/core/severity';
import { z } from 'zod';
import { Moment, Text, Uuid } from '../field-values.ts';
import { entries, known, latestHlc, oncePerFold, type Fold, type Register } from '../fold.ts';
import { heldInLanguages } from '../languages.ts';
import { componentsOf, headsOf, impactOf, type Entry } from './heads.ts';

export const IncidentFields = z.object({
  title: Text,
  impact: Impact,
  startedAt: Moment,
  /** When it ended, where somebody said so: until then, it ended with the update that says so. */
  resolvedAt: Moment.nullable().default(null),
  createdAt: Moment,
  deleted: z.boolean().default(false),
  /** Whether its text document is shown to visitors. */
  postmortem: z.boolean().default(false),
  /** Its title in other languages. */
  texts: heldInLanguages('title').default({}),
  /** Incidents that have to do with it. */
  related: z.array(Uuid).default([]),
});

/** An update is never changed once it is written: what it said, and what its writer had seen. */
export const IncidentEntry = z.object({
  status: IncidentStatus,
  impact: Impact,
  body: Text,
  at: Moment,
  /** Of each region, the clock of its last update to this incident that the writer knew. */
  seen: z.record(z.string(), z.number()),
  /** What it says of components; those it does not name stay as the updates it had seen left them. */
  components: z.record(Uuid, ComponentStatus),
  /** Its body in other languages. */
  texts: heldInLanguages('body').default({}),
  /** Its impact follows from what it says of components, and so will that of the next one, unless somebody says another. */
  computed: z.boolean().default(false),
  /** Until when it says that the next one comes. */
  nextUpdateAt: Moment.nullable().default(null),
});
export type IncidentEntry = z.infer<typeof IncidentEntry>;
/** Texts that it does not name stay as they were. */
export const IncidentEdit = z.object({ body: Text, at: Moment, texts: heldInLanguages('body').optional() });
/** It is not shown any more, and says nothing of how the incident stands. */
export const IncidentRemoval = z.object({ at: Moment });

export interface IncidentUpdate {
  id: string;
  status: IncidentStatus;
  body: string;
  texts: Record<string, { body: string }>;
  /** What it says of components. */
  components: Record<string, ComponentStatus>;
  at: string;
  editedAt: string | null;
  hlc: number;
  region: number;
}

export interface IncidentDoc {
  title: string;
  status: IncidentStatus;
  impact: Impact;
  /** Nobody has said it: it follows from the components. */
  isComputed: boolean;
  texts: Record<string, { title: string }>;
  related: string[];
  conflict: boolean;
  startedAt: string;
  createdAt: string;
  resolvedAt: string | null;
  /** Until when visitors were told that they hear more. Of several heads the first; the next update ends it. */
  nextUpdateAt: string | null;
  deleted: boolean;
  postmortem: boolean;
  updatedAt: string;
  components: Map<string, ComponentStatus>;
  /** Oldest first. */
  updates: IncidentUpdate[];
  /** Updates that were taken off it. */
  removedUpdates: string[];
}

/** How it stands, as its heads say; the rule is in `heads.ts`. */
export const readIncidentDoc = oncePerFold((fold: Fold): IncidentDoc | undefined => {
  const fields = known(IncidentFields, fold, 'title');
  if (!fields) return undefined;
  const { all, updates } = updatesOf(fold);
  const edits = new Map(entries(IncidentEdit, fold, 'b', Uuid).map(({ id, entry }) => [id, entry]));
  const heads = headsOf(updates);
  const status = worstIncidentStatus(heads.map(({ entry }) => entry.status));
  const lastHead = heads.at(-1);
  return {
    ...fields,
    status: lastHead ? status : 'investigating',
    impact: impactOf(fold.get('impact')!, fields.impact, heads),
    isComputed: heads.some(({ entry, register }) => entry.computed && register.hlc >= fold.get('impact')!.hlc),
    conflict: heads.length > 1,
    resolvedAt: lastHead && status === 'resolved' ? endOf(fold.get('resolvedAt'), fields.resolvedAt, lastHead) : null,
    nextUpdateAt: status === 'resolved' ? null : firstOf(heads.map(({ entry }) => entry.nextUpdateAt)),
    updatedAt: hlcToIso(latestHlc(fold)),
    components: componentsOf(updates, heads),
    removedUpdates: all.filter((each) => !updates.includes(each)).map(({ id }) => id),
    updates: updates.map(({ id, entry, register }) => ({
      id,
      status: entry.status,
      body: edits.get(id)?.body ?? entry.body,
      texts: edits.get(id)?.texts ?? entry.texts,
      components: entry.components,
      at: entry.at,
      editedAt: edits.get(id)?.at ?? null,
      hlc: register.hlc,
      region: register.region,
    })),
  };
});

/** All that there ever were, and those that were not taken off it; oldest first. */
export const updatesOf = oncePerFold((fold: Fold): { all: Entry[]; updates: Entry[] } => {
  const all = entries(IncidentEntry, fold, 'u', Uuid);
  const removals = new Set(entries(IncidentRemoval, fold, 'x', Uuid).map(({ id }) => id));
  const kept = all.filter(({ id }) => !removals.has(id));
  // Several, out of touch, took them all off: an incident without a word is nothing, and so they all stay.
  return { all, updates: kept.length > 0 ? kept : all };
});

function firstOf(moments: (string | null)[]): string | null {
  return moments.reduce((first, each) => (first === null || (each !== null && Date.parse(each) < Date.parse(first)) ? each : first), null);
}

// Somebody's word for it holds until it is said to be over once more.
function endOf(register: Register | undefined, said: string | null, { entry, register: last }: Entry): string {
  return register !== undefined && said !== null && register.hlc >= last.hlc ? said : entry.at;
}
