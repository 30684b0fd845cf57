import type { Bus } from '@pharos/core/outside/bus';
import type { GatewayBeat } from '@pharos/core/ring';
import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import { subject } from '@pharos/core/subject';

// The edge forgets a gateway after three silent beats.
const beatMs = 1_000;

/** Tells the region each second where this gateway is and how full: the edge sends readers by it. */
export function announce(kit: Kit, bus: Bus, beat: () => GatewayBeat): { now(): void; stop(): void } {
  const stopped = new AbortController();
  const now = () => {
    // A bus that is away costs delay: the edge then sends readers where it sent them before.
    if (bus.isConnected()) bus.publish(subject.gateway, JSON.stringify(beat()));
  };
  const follow = async () => {
    while (!stopped.signal.aborted) {
      now();
      await kit.clock.sleep(beatMs, stopped.signal);
    }
  };
  run(follow(), (error) => kit.log.error({ err: error }, 'the gateway is not announced any more'), stopped.signal);
  return { now, stop: () => stopped.abort() };
}
