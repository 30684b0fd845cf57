import type { PastEntry, PastView } from '@pharos/resources/past';
import type { IncidentView, MaintenanceView } from '@pharos/resources/view';
import type { Call } from './call.ts';
import { noSuch } from './call.ts';
import type { Item } from './incident-body.ts';
import { readAll, readPage, slice, type Paging } from './paging.ts';
import { Refused } from './refusal.ts';

const kinds = { incident: 'incidents', maintenance: 'maintenances' } as const;
type Kind = keyof typeof kinds;

/** The incident or maintenance of a code, or of an id of ours, and which of both it is. */
export async function findItem(call: Call, name = call.param('incident')): Promise<{ kind: Kind; id: string; path: string }> {
  for (const kind of ['incident', 'maintenance'] as const) {
    const id = await unlessMissing(call.ask<{ id: string }>('GET', `/${kind}-codes/${encodeURIComponent(name)}`));
    if (id) return { kind, id: id.id, path: `/${kinds[kind]}/${id.id}` };
  }
  throw noSuch('incident');
}

export async function readItem(call: Call, { path }: { path: string }): Promise<Item> {
  return call.ask<Item>('GET', path);
}

async function unlessMissing<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    // What is no id of anything is not found, there.
    if (error instanceof Refused && (error.status === 404 || error.status === 422)) return undefined;
    throw error;
  }
}

// So many of those that are found by words are read whole: each is a request of its own.
const foundMax = 25;

/** All of them, incidents and maintenances, the newest first. */
export async function listItems(call: Call, paging: Paging, words: string): Promise<Item[]> {
  const entries = await readEntries(call, (paging.page + 1) * paging.size, words);
  const wanted = slice(entries, words === '' ? paging : { ...paging, size: Math.min(paging.size, foundMax) });
  if (words !== '') return Promise.all(wanted.map((each) => call.ask<Item>('GET', `/${kinds[each.kind]}/${each.id}`)));
  const whole = new Map(
    (await Promise.all([runOf(call, 'incident', entries, wanted), runOf(call, 'maintenance', entries, wanted)])).flat(),
  );
  return wanted.flatMap(({ id }) => whole.get(id) ?? []);
}

/** What there was, in short, at least so many of them. */
async function readEntries(call: Call, count: number, words: string): Promise<PastEntry[]> {
  const found: PastEntry[] = [];
  const sought = words.toLowerCase();
  for (let before = ''; ;) {
    const { items, older } = await call.ask<PastView>('GET', `/past${before}`);
    found.push(...items.filter(({ title, said, status }) => `${title}\n${said}\n${status}`.toLowerCase().includes(sought)));
    const last = items.at(-1);
    if (found.length >= count || !older || !last) return found;
    before = `?before=${encodeURIComponent(last.at)}`;
  }
}

/** Those of one kind, which stand behind each other in our own list: read at one stroke from where the one before them ended. */
async function runOf(call: Call, kind: Kind, entries: PastEntry[], wanted: PastEntry[]): Promise<[string, Item][]> {
  const of = (each: PastEntry) => each.kind === kind;
  const count = wanted.filter(of).length;
  if (count === 0) return [];
  const first = entries.filter(of).indexOf(wanted.find(of)!);
  const before = entries.filter(of)[first - 1];
  const after = before ? `&after=${Buffer.from(JSON.stringify([before.at, before.id])).toString('base64url')}` : '';
  const { items } = await call.ask<{ items: Item[] }>('GET', `/${kinds[kind]}?limit=${count}${after}`);
  return items.map((item) => [item.id, item]);
}

export async function listUnresolved(call: Call, paging: Paging): Promise<IncidentView[]> {
  return readPage<IncidentView>(call, '/incidents?state=open', paging);
}

/** Maintenances of these states; the soonest first. */
export async function listMaintenances(
  call: Call,
  paging: Paging,
  states?: readonly MaintenanceView['status'][],
): Promise<MaintenanceView[]> {
  if (!states) return readPage<MaintenanceView>(call, '/maintenances', paging);
  // What is not over stands on the page, and there are few of them.
  const all = await readAll<MaintenanceView>(call, '/maintenances');
  return slice(all.filter(({ status }) => states.includes(status)).reverse(), paging);
}
