import type { PageEvent } from '@pharos/resources/fact';
import { newId } from '@pharos/core/id';
import type { Bus } from '@pharos/core/outside/bus';
import { createMemoryCache } from '@pharos/core/outside/cache-memory';
import {
  covers,
  decodeVersion,
  encodeVersion,
  originsPerRegion,
  sameVersion,
  wholeOf,
  withWhole,
  type Version,
} from '@pharos/core/version';
import type { Patch } from '@pharos/resources/view';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { replayMax } from './history.ts';
import { createHub } from './hub.ts';
import { createLimits } from '../door/limits.ts';
import { createServe } from '../door/serve.ts';
import type { Answering } from '../engine/engine.ts';
import { testKit } from '@pharos/core/testing/kit';
import { createModelRegion } from '../../../proof/live-model/model-region.ts';
import { createVirtualClock, type VirtualClock } from '@pharos/core/testing/virtual-clock';

const page = newId();
const originOf = (number: number) => number * originsPerRegion + 1;
const start: Version = { [originOf(1)]: 1, [originOf(2)]: 1 };

/** A bus one can look into: what was published waits until it is delivered, dropped, repeated or delivered out of order. */
function createModelBus() {
  const waiting: PageEvent[] = [];
  const listeners = new Set<(data: Uint8Array) => void>();
  let isConnected = true;
  const bus = {
    subscribe: (_subject, onMessage) => {
      const listener = (data: Uint8Array) => onMessage({ subject: _subject, data, respond: () => undefined });
      listeners.add(listener);
      return { unsubscribe: () => void listeners.delete(listener) };
    },
    isConnected: () => isConnected,
  } as Pick<Bus, 'subscribe' | 'isConnected'> as Bus;
  const deliver = (event: PageEvent) => {
    const data = new TextEncoder().encode(JSON.stringify(event));
    for (const listener of listeners) listener(data);
  };
  return {
    bus,
    tell: (event: PageEvent) => void (isConnected && waiting.push(event)),
    deliver: (how: 'all' | 'drop' | 'twice' | 'backwards') => {
      const events = waiting.splice(0);
      if (how === 'backwards') events.reverse();
      if (how !== 'drop') for (const event of events) deliver(event);
      if (how === 'twice') for (const event of events) deliver(event);
    },
    setConnected: (connected: boolean) => void (isConnected = connected),
  };
}

/** The real hub and the real decisions of one gateway, over a model of its region. */
function createGateway(clock: VirtualClock, number: number) {
  const region = createModelRegion(page, originOf(number), start);
  const net = createModelBus();
  const cache = createMemoryCache(clock);
  const kit = testKit({ clock, regionNumber: number });
  const readers = new Map<number, { topic: number; hear(bytes: Uint8Array): void }>();
  const asking = new Map<number, (bytes: Uint8Array, isEnd: boolean) => void>();
  let connections = 0;
  const open = () => {
    const hub = createHub({
      kit,
      table: region.table,
      bus: net.bus,
      cache,
      checkMs: 1_000,
      heartbeatMs: 15_000,
      lingerMs: 5_000,
    });
    hub.onFrame((topic, frame) => {
      for (const reader of readers.values()) if (reader.topic === topic) reader.hear(frame);
    });
    const serve = createServe({
      kit,
      gateway: `g${number}`,
      hub,
      limits: createLimits({ readersMax: 100, readersPerAddressMax: 100, readersPerPageMax: 100 }),
      pollMs: 15_000,
      retryMs: 1_000,
      fullBy: () => undefined,
    });
    const engine: Answering = {
      admit: (connection, topic, tag, head) => {
        const hear = asking.get(connection);
        asking.delete(connection);
        if (!hear) return serve.onLeft(topic, tag);
        readers.set(connection, { topic, hear: (bytes) => hear(bytes, false) });
        hear(head, false);
      },
      answer: (connection, bytes) => {
        asking.get(connection)?.(bytes, true);
        asking.delete(connection);
      },
    };
    return { hub, serve, engine };
  };
  let running = open();
  return {
    region,
    net,
    wipeCache: () => cache.delete(`live:${page}`),
    restart: async () => {
      readers.clear();
      asking.clear();
      await running.hub[Symbol.asyncDispose]();
      running = open();
    },
    connect: (after: string, hear: (bytes: Uint8Array, isEnd: boolean) => void): (() => void) => {
      const connection = ++connections;
      asking.set(connection, hear);
      const query = new URLSearchParams({ after });
      running.serve.onRequest(connection, { method: 'GET', path: `/live/${page}`, query, headers: new Map() }, '10.0.0.1', running.engine);
      return () => {
        asking.delete(connection);
        const reader = readers.get(connection);
        readers.delete(connection);
        if (reader) running.serve.onLeft(reader.topic, 0);
      };
    },
    stop: () => running.hub[Symbol.asyncDispose](),
  };
}

type Gateway = ReturnType<typeof createGateway>;

/** A reader that does what docs/live.md says, and notes whatever it was sent that it should not have been. */
function createReader(name: string, wrong: string[]) {
  let version = start;
  let parts = new Map<string, number>();
  let at: Gateway | undefined;
  let viewsFrom: Gateway[] = [];
  let leave = () => {};
  let hasTaken = false;
  /** The connection breaks when so many changes have come. */
  let tear = Infinity;
  const apply = (patch: Patch, next: Version) => {
    if (sameVersion(next, version) || !covers(next, version)) {
      // Only a View that was taken may be ahead of the stream, or hold what the stream does not.
      if (!hasTaken) wrong.push(`${name} was sent ${encodeVersion(next)} while at ${encodeVersion(version)}`);
      if (!covers(version, next)) disconnect();
      return;
    }
    for (const { id, title } of patch.incidents) {
      if (Number(title) < (parts.get(id) ?? 0)) wrong.push(`${name} saw ${id} go back from ${parts.get(id)} to ${title}`);
      parts.set(id, Number(title));
    }
    version = next;
  };
  // The View may come from another region than the stream: it is good if it holds what is shown, and what the stream goes on from.
  const take = (least: Version) => {
    const from = viewsFrom.find(({ region }) => covers(region.version(), version) && covers(region.version(), least));
    if (!from) return false;
    parts = new Map([...from.region.parts.values()].map(({ id, stamp }) => [id, stamp]));
    version = from.region.version();
    hasTaken = true;
    return true;
  };
  const hear = (gateway: Gateway) => (bytes: Uint8Array, isEnd: boolean) => {
    for (const block of new TextDecoder().decode(bytes).split('\n\n')) {
      if (at !== gateway) return;
      const field = (key: string) => new RegExp(`^${key}: (.*)$`, 'm').exec(block)?.[1];
      const data = () => JSON.parse(field('data')!) as { patch: Patch; version: string };
      if (field('event') === 'change' && tear-- <= 0) return disconnect();
      if (field('event') === 'change') apply(data().patch, decodeVersion(field('id')!)!);
      // No region has it all yet: go on asking until one does.
      if (field('event') === 'reset' && !take(decodeVersion(data().version)!)) disconnect();
    }
    if (isEnd) disconnect();
  };
  const disconnect = () => {
    leave();
    leave = () => {};
    at = undefined;
  };
  return {
    state: () => ({ version, parts }),
    isConnected: () => at !== undefined,
    disconnect,
    connect: (gateway: Gateway, views: Gateway[], changes = Infinity) => {
      disconnect();
      tear = changes;
      hasTaken = false;
      at = gateway;
      viewsFrom = views;
      const left = gateway.connect(encodeVersion(version), hear(gateway));
      if (at) leave = left;
      else left();
    },
  };
}

// Now and then more than a replay holds.
const writes = fc.oneof({ weight: 40, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constant(replayMax + 10) });
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('write' as const), region: fc.nat(1), part: fc.nat(2), many: writes }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('replicate' as const), region: fc.nat(1), most: fc.constantFrom(1, 2, 4, 500) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      region: fc.nat(1),
      how: fc.constantFrom('all', 'drop', 'twice', 'backwards'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('connect' as const),
      region: fc.nat(1),
      reader: fc.nat(2),
      isViewNear: fc.boolean(),
      changes: fc.constantFrom(1, 2, 1_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('disconnect' as const), reader: fc.nat(2) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(0, 0, 10, 300, 1_100, 7_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), region: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wipe' as const), region: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('prune' as const), region: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('succeed' as const), region: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('retire' as const), region: fc.nat(1) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('cut' as const), region: fc.nat(1), what: fc.constantFrom('bus', 'table', 'none') }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer Each> ? Each : never;

// A reset that another region's View answers: that holds what the stream does not know yet, and the stream goes on beside it.
const write = { do: 'write', part: 0, many: 1 } as const;
const viewFromElsewhere: Step[] = [
  { ...write, region: 0 },
  { ...write, region: 1 },
  { ...write, region: 0 },
  { do: 'connect', region: 0, reader: 0, isViewNear: false, changes: 1_000 },
  { do: 'prune', region: 0 },
  { do: 'replicate', region: 1, most: 500 },
  { do: 'wipe', region: 0 },
  { ...write, region: 0, part: 1 },
  { do: 'pass', ms: 0 },
];

// A reader from elsewhere is told parts as they are now, its connection breaks, and it goes where less has arrived.
const whole = { do: 'connect', reader: 0, isViewNear: true, changes: 1_000 } as const;
const torn = { ...whole, changes: 1 } as const;
const tornElsewhere: Step[] = [
  { ...whole, region: 1 },
  { ...write, region: 1, part: 2 },
  { do: 'deliver', region: 1, how: 'all' },
  { do: 'pass', ms: 10 },
  { ...write, region: 0, many: 3 },
  { do: 'replicate', region: 0, most: 500 },
  { do: 'replicate', region: 1, most: 2 },
  { ...torn, region: 0 },
  { do: 'pass', ms: 300 },
  { ...whole, region: 1 },
  { do: 'pass', ms: 300 },
];

// Where a region's order begins is a point of it, though no event leads there: what follows is told as it was, one by one.
const tornAtTheBeginning: Step[] = [
  { ...torn, region: 0 },
  { do: 'pass', ms: 300 },
  { ...write, region: 0, many: 3 },
  { do: 'pass', ms: 7_000 },
  { do: 'replicate', region: 1, most: 2 },
  { ...whole, region: 1 },
  { do: 'pass', ms: 300 },
];

// A version moves without an event when an origin is retired: who follows from before it is told parts as they are now, and is torn off.
const tornAtARetirement: Step[] = [
  { do: 'succeed', region: 1 },
  { do: 'retire', region: 1 },
  { ...write, region: 1 },
  { ...torn, region: 0, isViewNear: false },
  { do: 'pass', ms: 0 },
  { do: 'retire', region: 0 },
  { ...write, region: 0, many: 2 },
  { do: 'pass', ms: 1_100 },
  { do: 'replicate', region: 1, most: 1 },
  { ...whole, region: 1 },
  { do: 'pass', ms: 300 },
];

it('whatever is lost, repeated, reordered, torn, cut or restarted: each event once, never back in time, and all equal in the end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
      const clock = createVirtualClock();
      const gateways = [createGateway(clock, 1), createGateway(clock, 2)];
      const wrong: string[] = [];
      const readers = ['a', 'b', 'c'].map((name) => createReader(name, wrong));
      // What one region wrote and the other has not applied yet.
      const links: Parameters<Gateway['region']['apply']>[0][][] = [[], []];
      let stamp = 0;
      const replicate = (to: number, most: number) => {
        for (const write of links[to]!.splice(0, most)) {
          const event = gateways[to]!.region.apply(write);
          if (event) gateways[to]!.net.tell(event);
        }
      };
      for (const each of steps) {
        if (each.do === 'write') {
          for (let left = each.many; left > 0; left--) {
            // Stamps of the two regions interleave: a later write of one may lose against an earlier one of the other.
            const { write, event } = gateways[each.region]!.region.write({ id: `p${each.part}`, stamp: (stamp += 1 + ((stamp * 7) % 3)) });
            gateways[each.region]!.net.tell(event);
            links[1 - each.region]!.push(write);
          }
        }
        if (each.do === 'replicate') replicate(each.region, each.most);
        if (each.do === 'deliver') gateways[each.region]!.net.deliver(each.how);
        if (each.do === 'connect') {
          const [near, far] = [gateways[each.region]!, gateways[1 - each.region]!];
          readers[each.reader]!.connect(near, each.isViewNear ? [near, far] : [far, near], each.changes);
        }
        if (each.do === 'disconnect') readers[each.reader]!.disconnect();
        if (each.do === 'pass') await clock.pass(each.ms);
        if (each.do === 'wipe') await gateways[each.region]!.wipeCache();
        if (each.do === 'prune') gateways[each.region]!.region.prune();
        if (each.do === 'succeed') gateways[each.region]!.region.succeed();
        // Each region has all of it, and both hear of that before either tells anybody.
        if (each.do === 'retire') {
          for (const to of [0, 1]) replicate(to, Infinity);
          for (const { region } of gateways) region.retire(gateways[each.region]!.region.origin() - 1);
        }
        if (each.do === 'restart') {
          for (const reader of readers) reader.disconnect();
          await gateways[each.region]!.restart();
        }
        if (each.do === 'cut') {
          gateways[each.region]!.net.setConnected(each.what !== 'bus');
          gateways[each.region]!.region.setDown(each.what === 'table');
        }
      }
      for (const [number, { net, region }] of gateways.entries()) {
        net.setConnected(true);
        region.setDown(false);
        net.deliver('drop');
        replicate(number, Infinity);
      }
      for (let turn = 0; turn < 4; turn++) {
        await clock.pass(1_500);
        for (const [at, reader] of readers.entries()) if (!reader.isConnected()) reader.connect(gateways[at % 2]!, gateways);
      }
      await clock.pass(3_000);
      const [first, second] = gateways.map(({ region }) => ({
        version: region.version(),
        parts: new Map([...region.parts].map(([id, part]) => [id, part.stamp])),
      }));
      await Promise.all(gateways.map((gateway) => gateway.stop()));
      expect(wrong).toEqual([]);
      expect(second).toEqual(first);
      // In the region's words: who was told nothing since may still name what is retired by now.
      for (const { version, parts } of readers.map((reader) => reader.state()))
        expect({ version: withWhole(version, wholeOf(first!.version)), parts }).toEqual(first);
    }),
    { numRuns: 300, examples: [[viewFromElsewhere], [tornElsewhere], [tornAtTheBeginning], [tornAtARetirement]] },
  );
}, 60_000);
