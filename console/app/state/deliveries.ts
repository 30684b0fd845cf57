import type { Answer, Api } from '../api/api.ts';
import { Refusal } from '../api/refusal.ts';
import type { RegionDoor, Regions } from '../api/regions.ts';

type NoticesAnswer = Answer<'GET /v1/pages/{page}/notices'>;
type DeliveriesAnswer = Answer<'GET /v1/pages/{page}/deliveries'>;
export type Delivery = DeliveriesAnswer['items'][number] & { region: RegionDoor };
export type DeliveryState = Delivery['state'];
export type Notice = NoticesAnswer['items'][number] & { region: RegionDoor };
export type Provider = NoticesAnswer['providers'][number] & { region: RegionDoor };

/** What all regions tell together: each knows of what was written in it. */
export interface FromAll<T> {
  items: T[];
  /** Those that tell nothing now. */
  silent: RegionDoor[];
  /** Where each goes on; null: there is no more anywhere. */
  next: string | null;
  providers: Provider[];
}

interface Slice<T> {
  items: T[];
  next: string | null;
  providers?: NoticesAnswer['providers'];
}

/** One slice of each region, or the next one of those that have more. */
async function askAll<T extends { id: string; at: string }>(
  regions: Pick<Regions, 'all'>,
  after: string | undefined,
  ask: (door: RegionDoor, after: string | undefined) => Promise<Slice<T>>,
): Promise<FromAll<T & { region: RegionDoor }>> {
  const places = after === undefined ? undefined : (JSON.parse(after) as Record<string, string>);
  const asked = regions.all().filter(({ url }) => places === undefined || places[url] !== undefined);
  const told = await Promise.all(
    asked.map(async (door) => {
      try {
        return { door, slice: await ask(door, places?.[door.url]) };
      } catch (error) {
        // What one region refuses, all refuse; one that is gone, or whose notifier is, says nothing.
        if (error instanceof Refusal && error.status !== 503) throw error;
        return { door, slice: undefined };
      }
    }),
  );
  const items = told.flatMap(({ door, slice }) => (slice?.items ?? []).map((item) => ({ ...item, region: door })));
  const more = told.flatMap(({ door, slice }) => (typeof slice?.next === 'string' ? [[door.url, slice.next] as const] : []));
  return {
    items: items.sort((a, b) => b.at.localeCompare(a.at) || a.id.localeCompare(b.id)),
    silent: told.flatMap(({ door, slice }) => (slice ? [] : [door])),
    next: more.length === 0 ? null : JSON.stringify(Object.fromEntries(more)),
    providers: told.flatMap(({ door, slice }) => (slice?.providers ?? []).map((each) => ({ ...each, region: door }))),
  };
}

/** The updates that were told, of a page or of one incident or maintenance, the latest first. */
export function readNotices(api: Api, regions: Regions, page: string, thing: string | undefined, after?: string): Promise<FromAll<Notice>> {
  return askAll(regions, after, async (door, place) => {
    const query = { ...(thing !== undefined && { thing }), ...(place !== undefined && { after: place }) };
    return (await api.askIn(door, 'GET /v1/pages/{page}/notices', { path: { page }, query })).value;
  });
}

/** What one subscriber was told, the latest first. */
export function readToldTo(
  api: Api,
  regions: Regions,
  page: string,
  subscription: string,
  after?: string,
): Promise<FromAll<Delivery & { at: string }>> {
  return askAll(regions, after, async (door, place) => {
    const query = { subscription, ...(place !== undefined && { after: place }) };
    const { items, next } = (await api.askIn(door, 'GET /v1/pages/{page}/deliveries', { path: { page }, query })).value;
    return { items: items.map((item) => ({ ...item, at: item.createdAt })), next };
  });
}

/** To whom a notice went, or to whom of them with this end. */
export async function readToldOf(api: Api, page: string, { id, region }: Notice, state: DeliveryState | '', after?: string) {
  const query = { notice: id, ...(state !== '' && { state }), ...(after !== undefined && { after }) };
  const { value } = await api.askIn(region, 'GET /v1/pages/{page}/deliveries', { path: { page }, query });
  return { items: value.items.map((item) => ({ ...item, region })), next: value.next };
}

/** Of a notice: who has it, who is still to get it, and whom it did not reach. */
export function progressOf({ states }: Pick<Notice, 'states'>): { there: number; waiting: number; missed: number; kept: number } {
  const of = (...which: DeliveryState[]) => states.filter(({ state }) => which.includes(state)).reduce((sum, { count }) => sum + count, 0);
  return {
    there: of('accepted', 'delivered'),
    waiting: of('pending', 'sending', 'unknown'),
    missed: of('failed', 'dead'),
    // Who has left meanwhile, or must not be written to.
    kept: of('suppressed'),
  };
}

/** What a place of the screen says: one thing, one subscriber, or all of the page. */
export function shownBy(thing: string | undefined): { of: 'page' } | { of: 'thing'; id: string } | { of: 'subscriber'; id: string } {
  if (thing === undefined) return { of: 'page' };
  return thing.startsWith(toSubscriber) ? { of: 'subscriber', id: thing.slice(toSubscriber.length) } : { of: 'thing', id: thing };
}

export const toSubscriber = 'to-';
