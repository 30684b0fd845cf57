import type { Clock } from '@pharos/core/clock';
import type { Bus, BusMessage } from '@pharos/core/outside/bus';
import { Problem } from '@pharos/core/problem';
import type { Random } from '@pharos/core/random';
import type { Link } from './link.ts';

export interface LinkedBusOptions {
  /** The bus of the region at the far end. */
  bus: Bus;
  /** From us to it, and from it to us. */
  out: Link;
  back: Link;
  clock: Clock;
  random: Random;
}

/** The bus of another region as it looks from here: late, lossy or silent, as the link between says. */
export function createLinkedBus({ bus, out, back, clock, random }: LinkedBusOptions): Bus {
  const stop = new AbortController();
  const carry = createCarrier(clock, random, stop.signal);
  return {
    publish: (subject, data) => carry(out, () => bus.publish(subject, data)),
    subscribe: (subject, onMessage, options) =>
      bus.subscribe(subject, (message) => carry(back, () => onMessage(linkedMessage(message))), options),
    request: (subject, data, { timeoutMs }) =>
      new Promise((resolve, reject) => {
        const late = () => reject(new Problem('unavailable', `no answer on ${subject} within ${timeoutMs} ms`));
        clock.sleep(timeoutMs, stop.signal).then(late, late);
        carry(out, () => {
          bus.request(subject, data, { timeoutMs }).then(
            (answer) => carry(back, () => resolve(answer)),
            () => undefined, // no answer: the limit above tells it
          );
        });
      }),
    isConnected: () => bus.isConnected() && out.state().cut === 'none' && back.state().cut === 'none',
    flush: () => bus.flush(),
    [Symbol.asyncDispose]: async () => stop.abort(),
  };

  function linkedMessage(message: BusMessage): BusMessage {
    return { ...message, respond: (data) => carry(out, () => message.respond(data)) };
  }
}

/** Carries acts over a link, each after the delay of its time, never overtaking within a direction. */
function createCarrier(clock: Clock, random: Random, signal: AbortSignal) {
  const lastAt = new Map<Link, number>();
  // Two timers of one moment may come in either order: each waits for the one before it.
  const lastTurn = new Map<Link, Promise<void>>();
  return (link: Link, act: () => void): void => {
    const { delayMs, jitterMs, loss, cut } = link.state();
    if (cut !== 'none' || random() < loss || signal.aborted) return;
    const at = Math.max(lastAt.get(link) ?? 0, clock.elapsed() + delayMs + jitterMs * random());
    lastAt.set(link, at);
    const before = lastTurn.get(link);
    const turn = clock
      .sleep(at - clock.elapsed(), signal)
      .then(() => before)
      .then(
        () => {
          if (link.state().cut === 'none') act(); // what is on the way when the link is cut is lost with it
        },
        () => undefined, // stopped
      );
    lastTurn.set(link, turn);
  };
}
