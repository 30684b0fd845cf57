import { z } from 'zod';
import { TravellingContext } from '@pharos/core/traces';
import { ComponentStatus, Impact, IncidentStatus, MaintenanceStatus } from '@pharos/core/severity';
import { Patch } from './view.ts';

const id = z.string();

/** What happened, worth telling: the words a feed, a notice or a screen reader would say. */
export const Fact = z.discriminatedUnion('type', [
  z.object({ type: z.literal('page-changed') }),
  z.object({ type: z.literal('component-changed'), component: id, name: z.string(), status: ComponentStatus }),
  z.object({ type: z.literal('component-removed'), component: id }),
  z.object({
    type: z.literal('incident-updated'),
    incident: id,
    update: id,
    title: z.string(),
    status: IncidentStatus,
    impact: Impact,
    body: z.string(),
    opened: z.boolean(),
  }),
  z.object({ type: z.literal('incident-edited'), incident: id }),
  z.object({ type: z.literal('incident-removed'), incident: id }),
  z.object({ type: z.literal('incident-restored'), incident: id }),
  z.object({
    type: z.literal('maintenance-updated'),
    maintenance: id,
    update: id,
    title: z.string(),
    status: MaintenanceStatus,
    body: z.string(),
    opened: z.boolean(),
  }),
  z.object({ type: z.literal('maintenance-removed'), maintenance: id }),
]);
export type Fact = z.infer<typeof Fact>;

/** All that one Change did to one page: what a gateway pushes, and what a reader applies at once. */
export const PageEvent = z.object({
  page: id,
  /** The log position of the Change, and the page's version once it is in. */
  origin: z.number().int(),
  seq: z.number().int().positive(),
  version: z.string(),
  /** The page's version just before, in the region that tells it: who holds exactly that has missed nothing. */
  prev: z.string().optional(),
  at: z.string(),
  facts: z.array(Fact),
  patch: Patch,
  /** Where its journey has got to, if somebody watches that: on the bus only, and never told to readers. */
  trace: TravellingContext,
});
export type PageEvent = z.infer<typeof PageEvent>;
