import type { IncidentView, MaintenanceView, View } from '@pharos/resources/view';

// An edge takes a View of up to 4 MB, and would go on showing the last one that was smaller. Nobody reads a tenth of this.
export const viewBytesMax = 3_000_000;
// Of a component that stands beside hundreds of others with long descriptions.
const descriptionMax = 200;

type Item = IncidentView | MaintenanceView;

/**
 * The View, cut until it is served everywhere: what is open comes before what is over, what is newer before what is older, and
 * each has a fair share of the room. First it loses its oldest updates, then its post-mortem; at last the oldest things go
 * whole. The same View is cut in the same way in every region.
 */
export function fitView(view: View, bytesMax = viewBytesMax): View {
  return bytesOf(view) <= bytesMax ? view : cutView(view, bytesMax);
}

/** The same as JSON. */
export function fitText(view: View, bytesMax = viewBytesMax): string {
  const text = JSON.stringify(view);
  return Buffer.byteLength(text) <= bytesMax ? text : JSON.stringify(cutView(view, bytesMax));
}

function cutView(view: View, bytesMax: number): View {
  const { components, groups = [], incidents, maintenances, ...more } = view;
  const rest = { ...more, components: components.map(shortened), groups: groups.map(shortened) };
  let left = bytesMax - bytesOf(rest);
  const byRank = [...incidents, ...maintenances].sort((a, b) => Number(isOver(a)) - Number(isOver(b)) || compare(startOf(b), startOf(a)));
  const kept = new Map<string, Item>();
  for (const [at, item] of byRank.entries()) {
    const fitted = fitItem(item, left / (byRank.length - at));
    const bytes = bytesOf(fitted);
    if (bytes > left) continue;
    left -= bytes;
    kept.set(item.id, fitted);
  }
  const found = <T extends Item>(items: T[]) => items.flatMap(({ id }) => (kept.get(id) as T | undefined) ?? []);
  return { ...rest, incidents: found(incidents), maintenances: found(maintenances) };
}

function fitItem<T extends Item>(item: T, bytesMax: number): T {
  let fitted = item;
  for (let keep = item.updates.length; bytesOf(fitted) > bytesMax && keep > 0;) {
    keep = Math.floor(keep / 2);
    fitted = { ...item, updates: item.updates.slice(0, keep), older: (item.older ?? 0) + item.updates.length - keep };
  }
  if (bytesOf(fitted) <= bytesMax || !('postmortem' in fitted)) return fitted;
  const { postmortem: _tooMuch, ...bare } = fitted;
  return bare as T;
}

function isOver(item: Item): boolean {
  return 'startsAt' in item ? item.status === 'completed' : item.resolvedAt !== null;
}

function startOf(item: Item): string {
  return 'startsAt' in item ? item.startsAt : item.startedAt;
}

function shortened<T extends { description: string }>(part: T): T {
  const { description: text } = part;
  return text.length <= descriptionMax ? part : { ...part, description: `${text.slice(0, descriptionMax).toWellFormed()}…` };
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
