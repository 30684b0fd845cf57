import { orderBetween } from '@pharos/core/fractional-order';
import type { View } from './watch.ts';

/*
 * Groups and components as one sees them: what stands in something below it, siblings by their order. Each says of itself where it
 * stands, so that to move one is to write one: its parent, and an order between those of its new neighbours.
 */

type Component = View['components'][number];
type Group = NonNullable<View['groups']>[number];
interface Placed {
  id: string;
  parent: string | null;
  order: string;
}
export type Row = Placed & { depth: number } & ({ kind: 'component'; of: Component } | { kind: 'group'; of: Group });

/** Where something is put: in a group or at the top, before one of those that stand there, or behind them all. */
export interface Target {
  parent: string | null;
  before: string | undefined;
}

/** What somebody moved, as long as the page does not show it yet. */
export type Moved = Placed;

export function rowsOf(view: Pick<View, 'components' | 'groups'>, moved?: Moved): Row[] {
  const groups = view.groups ?? [];
  const known = new Set(groups.map(({ id }) => id));
  const place = ({ id, parent, order }: Placed): Placed => ({ id, order, parent: parent !== null && known.has(parent) ? parent : null });
  const placed = (said: Placed) => place(moved?.id === said.id ? moved : said);
  const all: Omit<Row, 'depth'>[] = [
    ...groups.map((of) => ({ kind: 'group' as const, of, ...placed(of) })),
    ...view.components.map((of) => ({ kind: 'component' as const, of, ...placed({ ...of, parent: of.groupId ?? null }) })),
  ];
  const below = (parent: string | null, depth: number): Row[] =>
    all
      .filter((each) => each.parent === parent)
      .sort(bySibling)
      .flatMap((each) => [{ ...each, depth } as Row, ...(each.kind === 'group' ? below(each.id, depth + 1) : [])]);
  return below(null, 0);
}

function bySibling(a: Placed, b: Placed): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.id < b.id ? -1 : a.id === b.id ? 0 : 1;
}

const siblingsIn = (rows: Row[], parent: string | null, beside: string) => rows.filter((row) => row.parent === parent && row.id !== beside);

function isWithin(rows: Row[], id: string | null, group: string): boolean {
  for (let at = id; at !== null; at = rows.find((row) => row.id === at)?.parent ?? null) if (at === group) return true;
  return false;
}

/** It, moved; undefined: it cannot stand there, or stands there already. */
export function move(rows: Row[], id: string, { parent, before }: Target): Moved | undefined {
  const row = rows.find((each) => each.id === id);
  if (!row || before === id || isWithin(rows, parent, id)) return undefined;
  const siblings = siblingsIn(rows, parent, id);
  const at = before === undefined ? siblings.length : siblings.findIndex((each) => each.id === before);
  if (at < 0) return undefined;
  const isThere = row.parent === parent && placeOf(rows, row) === at;
  if (isThere) return undefined;
  const low = siblings[at - 1]?.order;
  // Two regions may have given the same order twice: nothing goes between those, and it goes behind them.
  const high = siblings.slice(at).find(({ order }) => low === undefined || order > low)?.order;
  return { id, parent, order: orderBetween(low, high) };
}

const placeOf = (rows: Row[], { id, parent }: Placed) => rows.filter((row) => row.parent === parent).findIndex((row) => row.id === id);

export type Step = 'up' | 'down' | 'in' | 'out';

/** Where a key takes it: among its neighbours, into the group above it, or out of its own; past the end of a group it leaves it. */
export function stepped(rows: Row[], id: string, step: Step): Target | undefined {
  const row = rows.find((each) => each.id === id);
  if (!row) return undefined;
  const all = rows.filter((each) => each.parent === row.parent);
  const at = all.findIndex((each) => each.id === id);
  const behind = (siblings: Row[], place: number) => siblings[place + 1]?.id;
  if (step === 'in') {
    const above = all[at - 1];
    return above?.kind === 'group' ? { parent: above.id, before: undefined } : undefined;
  }
  const parent = rows.find((each) => each.id === row.parent);
  const outer = parent && rows.filter((each) => each.parent === parent.parent);
  const behindParent = parent && outer ? { parent: parent.parent, before: behind(outer, outer.indexOf(parent)) } : undefined;
  if (step === 'out') return behindParent;
  if (step === 'up') {
    if (at > 0) return { parent: row.parent, before: all[at - 1]!.id };
    return parent && { parent: parent.parent, before: parent.id };
  }
  if (at < all.length - 1) return { parent: row.parent, before: behind(all, at + 1) };
  return behindParent;
}

export type Zone = 'before' | 'after' | 'into';

/** Over which part of a row something is held: over the middle of a group it goes into that. */
export function zoneOf(row: Row, share: number): Zone {
  if (row.kind === 'group' && share > 0.25) return 'into';
  return share < 0.5 ? 'before' : 'after';
}

export function targetOf(rows: Row[], over: Row, zone: Zone): Target {
  if (zone === 'into') return { parent: over.id, before: undefined };
  if (zone === 'before') return { parent: over.parent, before: over.id };
  const siblings = rows.filter((row) => row.parent === over.parent);
  return { parent: over.parent, before: siblings[siblings.indexOf(over) + 1]?.id };
}

/** For who hears it: where it stands now. */
export function standing(rows: Row[], id: string): { name: string; at: number; count: number; group: string | undefined } | undefined {
  const row = rows.find((each) => each.id === id);
  if (!row) return undefined;
  const all = rows.filter((each) => each.parent === row.parent);
  return { name: row.of.name, at: all.indexOf(row) + 1, count: all.length, group: rows.find((each) => each.id === row.parent)?.of.name };
}
