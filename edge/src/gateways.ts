import { text, type Bus } from '@pharos/core/outside/bus';
import { createRing, GatewayBeat, place, type Ring } from '@pharos/core/ring';
import type { Kit } from '@pharos/core/role';
import { subject } from '@pharos/core/subject';

// Three silent beats, and readers go elsewhere.
const silentMs = 3_500;
// An edge that has just started has heard of nobody yet: a gateway beats each second.
const patienceMs = 1_200;
const lookMs = 50;
// Gateways of one region; more than this is not ours.
const gatewaysMax = 1_000;

export interface Gateways {
  /** Where a reader of this page goes; undefined when no gateway of the region is to be heard within a beat. */
  urlFor(page: string): Promise<string | undefined>;
  [Symbol.dispose](): void;
}

/** The region's gateways as they tell of themselves, on a ring with bounded loads. */
export function followGateways(kit: Kit, bus: Bus): Gateways {
  const heard = new Map<string, { beat: GatewayBeat; at: number; sent: number }>();
  let ring: Ring = createRing([]);
  const subscription = bus.subscribe(subject.gateway, (message) => {
    const beat = beatOf(message.data);
    if (!beat || (heard.size >= gatewaysMax && !heard.has(beat.gateway))) return;
    heard.set(beat.gateway, { beat, at: kit.clock.elapsed(), sent: 0 });
  });

  const open = (): string[] => {
    const now = kit.clock.elapsed();
    // On a bus that is away nobody can be heard: those heard last are most likely still there.
    if (bus.isConnected()) for (const [name, { at }] of heard) if (now - at > silentMs) heard.delete(name);
    return [...heard.values()].filter(({ beat }) => !beat.isDraining).map(({ beat }) => beat.gateway);
  };

  const choose = (page: string): string | undefined => {
    const members = open().sort();
    if (members.join() !== ring.members.join()) ring = createRing(members);
    // What was sent there since its last beat counts too: a storm of readers does not all go to one. Whoever was on the way at that beat
    // is in neither number until the next one: a gateway may get so many readers more than its part, which it can take (`loadFactor`).
    const chosen = place(ring, page, (member) => {
      const known = heard.get(member);
      return known ? known.beat.readers + known.sent : 0;
    });
    const known = chosen === undefined ? undefined : heard.get(chosen);
    if (!known) return undefined;
    known.sent++;
    return known.beat.url;
  };

  return {
    urlFor: async (page) => {
      const until = kit.clock.elapsed() + patienceMs;
      for (;;) {
        const url = choose(page);
        if (url || kit.clock.elapsed() >= until) return url;
        await kit.clock.sleep(lookMs);
      }
    },
    [Symbol.dispose]: () => subscription.unsubscribe(),
  };
}

function beatOf(data: Uint8Array): GatewayBeat | undefined {
  try {
    return GatewayBeat.safeParse(JSON.parse(text(data))).data;
  } catch {
    return undefined; // not JSON
  }
}
