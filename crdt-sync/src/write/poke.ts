import type { Bus } from '@pharos/core/outside/bus';
import type { Log } from '@pharos/core/log';
import { Problem } from '@pharos/core/problem';

/** Tells on the bus; without one the listeners find out by their next poll. */
export function poke(bus: Bus, subject: string, log: Log, data: Uint8Array | string = ''): void {
  try {
    bus.publish(subject, data);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    log.debug({ subject, err: error }, 'the bus is away: a poll will find it');
  }
}
