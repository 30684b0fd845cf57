import { text, type Bus } from '@pharos/core/outside/bus';
import { createRing, GatewayBeat, walk, type Ring } from '@pharos/core/ring';
import { startLoop } from '@pharos/core/loop';
import type { Kit } from '@pharos/core/role';
import { subject } from '@pharos/core/subject';

// A gateway that joins the ring becomes the owner of some pages whose readers sit elsewhere. The others send it these, and
// only these, for a while after it came:
//   quiet -> settling (somebody joined; wait, in case more come) -> moving (paced, for a minute) -> quiet
// Who leaves the ring has closed its own readers; nobody else moves for that.

export interface PlacementOptions {
  kit: Kit;
  bus: Bus;
  /** Our name on the ring. */
  gateway: string;
  /** Pages here, and how many readers each has. */
  held(): Iterable<[page: string, readers: number]>;
  /** Closes at most so many readers of a page, to come back soon; answers how many. */
  shed(page: string, readers: number): number;
  settleMs: number;
}

// Three silent beats, as the edge counts them.
const silentMs = 3_500;
const tickMs = 1_000;
// Long enough for a gateway to fill up at the pace below; after it, whoever still sits elsewhere stays there.
const movingMs = 60_000;
// What one gateway admits in a second beside its other work: all that send it readers share this.
const admittedPerSecond = 5_000;
const gatewaysMax = 1_000;
// Who was there within this time and is heard again has not joined: it has been silent, or the bus was away.
const rememberedMs = 300_000;
// So long nobody can know whether those who were sent have arrived: a retry below a second, the edge's answer, and the next beat.
const onTheWayMs = 4_000;

export interface Placement extends Disposable {
  /** What is wrong, if nobody is sent on any more. */
  check(): string | undefined;
}

export function startPlacement({ kit, bus, gateway, held, shed, settleMs }: PlacementOptions): Placement {
  const { clock, metrics } = kit;
  const moved = metrics.counter('live_moved_total', 'Readers sent to the gateway that owns their page since it joined the ring');
  const heard = new Map<string, { beat: GatewayBeat; at: number }>();
  /** When each was heard last, also of those who are silent now. */
  const remembered = new Map<string, number>();
  const joined = new Map<string, number>();
  const sent: { member: string; readers: number; at: number }[] = [];
  // Whoever was there before us has not joined.
  const startedAt = clock.elapsed();

  const subscription = bus.subscribe(subject.gateway, (message) => {
    const beat = beatOf(message.data);
    if (!beat || beat.gateway === gateway) return;
    const now = clock.elapsed();
    if (!heard.has(beat.gateway)) {
      if (heard.size >= gatewaysMax) return;
      if (now - startedAt > silentMs && !remembered.has(beat.gateway)) joined.set(beat.gateway, now + settleMs * (1 + kit.random()));
    }
    heard.set(beat.gateway, { beat, at: now });
    remembered.delete(beat.gateway);
    remembered.set(beat.gateway, now);
    if (remembered.size > gatewaysMax) remembered.delete(remembered.keys().next().value!);
  });

  const tick = () => {
    const now = clock.elapsed();
    // Without the bus nobody is heard: nobody has gone for that, and nobody moves.
    if (!bus.isConnected()) return;
    for (const [name, { at }] of heard) if (now - at > silentMs) heard.delete(name);
    for (const [name, at] of remembered) if (now - at > rememberedMs) remembered.delete(name);
    for (const [name, from] of joined) if (!heard.has(name) || now > from + movingMs) joined.delete(name);
    const ready = new Set([...joined].filter(([name, from]) => now >= from && !heard.get(name)!.beat.isDraining).map(([name]) => name));
    if (ready.size === 0) return;
    const open = [...heard.values()].filter(({ beat }) => !beat.isDraining);
    const pages = [...held()];
    const loads = new Map(open.map(({ beat }) => [beat.gateway, beat.readers]));
    loads.set(
      gateway,
      pages.reduce((sum, [, readers]) => sum + readers, 0),
    );
    const budget = Math.ceil((admittedPerSecond / open.length) * (0.5 + kit.random()));
    while (sent.length > 0 && sent[0]!.at < now - onTheWayMs) sent.shift();
    const onTheWay = Map.groupBy(sent, ({ member }) => member);
    const sentTo = (member: string) => (onTheWay.get(member) ?? []).reduce((sum, { readers }) => sum + readers, 0);
    for (const { page, member, readers } of planMoves({
      ring: createRing(loads.keys()),
      gateway,
      joined: ready,
      pages,
      loads,
      sentTo,
      budget,
    })) {
      const gone = shed(page, readers);
      sent.push({ member, readers: gone, at: now });
      moved.inc(gone);
    }
  };
  const moving = startLoop(tick, {
    kit,
    name: 'sending readers on',
    everyMs: () => tickMs * (0.75 + 0.5 * kit.random()),
    firstAfterMs: tickMs,
  });
  return {
    check: moving.check,
    [Symbol.dispose]: () => {
      void moving.stop();
      subscription.unsubscribe();
    },
  };
}

export interface MovesInput {
  ring: Ring;
  gateway: string;
  joined: Set<string>;
  pages: Iterable<[page: string, readers: number]>;
  loads: Map<string, number>;
  /** How many we sent it lately, who may not be among its load yet. */
  sentTo(member: string): number;
  budget: number;
}

export interface Move {
  page: string;
  member: string;
  readers: number;
}

/**
 * What must move now: readers of pages that come by somebody who joined before they come by us, as long as that one is below the
 * mean. All who send to it share what is left up to there, so that it is not sent more than the edge lets it have (a quarter
 * above the mean): who is sent on is not sent back.
 */
export function planMoves({ ring, gateway, joined, pages, loads, sentTo, budget }: MovesInput): Move[] {
  const mean = [...loads.values()].reduce((sum, load) => sum + load, 0) / loads.size;
  const senders = Math.max(1, loads.size - joined.size);
  const room = new Map([...joined].map((name) => [name, Math.ceil((mean - (loads.get(name) ?? mean)) / senders) - sentTo(name)]));
  const moves: Move[] = [];
  let left = budget;
  for (const [page, readers] of pages) {
    for (const member of walk(ring, page)) {
      if (member === gateway || left <= 0) break;
      const most = Math.min(readers, left, room.get(member) ?? 0);
      if (most <= 0) continue;
      room.set(member, room.get(member)! - most);
      left -= most;
      moves.push({ page, member, readers: most });
      break;
    }
  }
  return moves;
}

function beatOf(data: Uint8Array): GatewayBeat | undefined {
  try {
    return GatewayBeat.safeParse(JSON.parse(text(data))).data;
  } catch {
    return undefined; // not JSON
  }
}
