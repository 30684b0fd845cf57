import type { Bus, BusMessage } from '../../core/src/outside/bus.ts';
import { Problem } from '../../core/src/problem.ts';
import type { Random } from '../../core/src/random.ts';
import type { VirtualClock } from '../../core/src/testing/virtual-clock.ts';

export interface NetFaults {
  /** Of all messages, those that are lost. */
  loss: number;
  /** And those that come twice, the second time much later. */
  doubled: number;
}

/** What lies between the regions: it delays, loses, doubles and cuts. */
export interface Net {
  /** This region's own bus, as far as others ask on it. */
  busOf(region: string): Bus;
  /** The bus of `to` as `from` has it. */
  peerBus(from: string, to: string): Bus;
  set(from: string, to: string, isCut: boolean): void;
  /** A region that is down answers nobody, and what it hears is lost. */
  setDown(region: string, isDown: boolean): void;
  /** Whether something sent now would arrive, and how long it takes. */
  carry(from: string, to: string, act: () => void): void;
}

const delayMs = { least: 10, spread: 90 };
const lateMs = 8_000;

export function createNet(clock: VirtualClock, random: Random, { loss, doubled }: NetFaults): Net {
  const handlers = new Map<string, (message: BusMessage) => void>();
  const cut = new Set<string>();
  const down = new Set<string>();
  const isThrough = (from: string, to: string) => !cut.has(`${from}>${to}`) && !down.has(from) && !down.has(to);
  const after = (ms: number, act: () => void) => void clock.sleep(ms).then(act);
  const carry = (from: string, to: string, act: () => void) => {
    const once = (ms: number) => {
      if (!isThrough(from, to) || random() < loss) return;
      after(ms, () => isThrough(from, to) && act());
    };
    once(delayMs.least + delayMs.spread * random());
    if (random() < doubled) once(lateMs * random());
  };
  const unused = () => {
    throw new Error('the model has no such messages');
  };
  const bus = (more: Partial<Bus>): Bus => ({
    publish: unused,
    subscribe: unused,
    request: unused,
    isConnected: () => true,
    flush: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
    ...more,
  });
  return {
    carry,
    set: (from, to, isCut) => void (isCut ? cut.add(`${from}>${to}`) : cut.delete(`${from}>${to}`)),
    setDown: (region, isDown) => void (isDown ? down.add(region) : down.delete(region)),
    busOf: (region) =>
      bus({
        subscribe: (_, onMessage) => {
          handlers.set(region, onMessage);
          return { unsubscribe: () => handlers.delete(region) };
        },
      }),
    peerBus: (from, to) =>
      bus({
        request: (subject, data, { timeoutMs }) =>
          new Promise((resolve, reject) => {
            const bytes = (said: Uint8Array | string) => (typeof said === 'string' ? new TextEncoder().encode(said) : said);
            after(timeoutMs, () => reject(new Problem('unavailable', 'no answer in time')));
            carry(from, to, () => {
              const respond = (answer: Uint8Array | string) => carry(to, from, () => resolve(bytes(answer)));
              handlers.get(to)?.({ subject, data: bytes(data), respond });
            });
          }),
      }),
  };
}
