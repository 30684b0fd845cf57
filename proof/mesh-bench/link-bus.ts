import type { Bus } from '@pharos/core/outside/bus';
import { Problem } from '@pharos/core/problem';
import type { Random } from '@pharos/core/random';

export interface Link {
  /** One way. */
  delayMs: number;
  /** Share of messages that never arrive. */
  loss: number;
  isCut: boolean;
  random: Random;
}

/** Another region's bus as it is seen over a wide-area link: later, with losses, or not at all. */
export function linkBus(bus: Bus, link: Link): Bus {
  const isLost = () => link.isCut || link.random() < link.loss;
  const wait = () => new Promise((resolve) => setTimeout(resolve, link.delayMs));
  return {
    publish: (subject, data) => bus.publish(subject, data),
    subscribe: (subject, onMessage, options) =>
      bus.subscribe(
        subject,
        (message) => {
          if (isLost()) return;
          setTimeout(() => void (link.isCut || onMessage(message)), link.delayMs);
        },
        options,
      ),
    request: async (subject, data, options) => {
      await wait();
      if (isLost()) {
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, options.timeoutMs - link.delayMs)));
        throw new Problem('unavailable', 'the link is cut');
      }
      const answer = await bus.request(subject, data, options);
      await wait();
      return answer;
    },
    isConnected: () => bus.isConnected() && !link.isCut,
    flush: () => bus.flush(),
    [Symbol.asyncDispose]: async () => undefined,
  };
}
