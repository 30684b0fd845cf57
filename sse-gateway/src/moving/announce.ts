import { startLoop } from '@pharos/core/loop';
import type { Bus } from '@pharos/core/outside/bus';
import type { GatewayBeat } from '@pharos/core/ring';
import type { Kit } from '@pharos/core/role';
import { subject } from '@pharos/core/subject';

// The edge forgets a gateway after three silent beats.
const beatMs = 1_000;

export interface Announcing {
  now(): void;
  stop(): Promise<void>;
  check(): string | undefined;
}

/** Tells the region each second where this gateway is and how full: the edge sends readers by it. */
export function announce(kit: Kit, bus: Bus, beat: () => GatewayBeat): Announcing {
  const now = () => {
    // A bus that is away costs delay: the edge then sends readers where it sent them before.
    if (bus.isConnected()) bus.publish(subject.gateway, JSON.stringify(beat()));
  };
  const beating = startLoop(now, {
    kit,
    name: 'announcing',
    everyMs: beatMs,
  });
  return { now, stop: beating.stop, check: beating.check };
}
