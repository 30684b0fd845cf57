import { Problem } from '../problem.ts';
import { busMessageMax, type Bus, type BusMessage, type BusSubscription } from './bus.ts';

interface Listener {
  pattern: string[];
  queue: string | undefined;
  onMessage(message: BusMessage): void;
}

/** The embedded default: the same rules as NATS, in this process. Messages arrive in a later turn, as they would. */
export function createMemoryBus(onError: (error: unknown) => void = rethrow): Bus {
  const listeners = new Set<Listener>();
  /** A gateway listens to thousands of subjects, each looked up by its name; those with wildcards are few. */
  const exact = new Map<string, Set<Listener>>();
  const wild = new Set<Listener>();
  let isOpen = true;
  let replies = 0;
  let turn = 0;

  const deliver = (subject: string, data: Uint8Array, reply?: string) => {
    const words = subject.split('.');
    const matching = [...(exact.get(subject) ?? []), ...[...wild].filter((listener) => matches(listener.pattern, words))];
    const plain = matching.filter((listener) => !listener.queue);
    const groups = Map.groupBy(
      matching.filter((listener) => listener.queue),
      (listener) => listener.queue,
    );
    turn += 1;
    const chosen = [...groups.values()].map((group) => group[turn % group.length]!);
    const respond = (answer: Uint8Array | string) => void (reply && isOpen && publish(reply, answer));
    for (const listener of [...plain, ...chosen]) {
      queueMicrotask(() => {
        if (!listeners.has(listener)) return;
        try {
          listener.onMessage({ subject, data, respond });
        } catch (error) {
          onError(error);
        }
      });
    }
    return plain.length + chosen.length;
  };

  const publish = (subject: string, data: Uint8Array | string, reply?: string) => {
    if (!isOpen) throw new Problem('unavailable', 'the bus is closed');
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data.slice();
    if (bytes.length > busMessageMax) throw new Problem('too-large', `a message of ${bytes.length} bytes; at most ${busMessageMax}`);
    return deliver(subject, bytes, reply);
  };

  const subscribe = (subject: string, onMessage: Listener['onMessage'], options: { queue?: string } = {}): BusSubscription => {
    const listener = { pattern: subject.split('.'), queue: options.queue, onMessage };
    listeners.add(listener);
    if (listener.pattern.some((word) => word === '*' || word === '>')) wild.add(listener);
    else exact.set(subject, (exact.get(subject) ?? new Set()).add(listener));
    return {
      unsubscribe: () => {
        listeners.delete(listener);
        wild.delete(listener);
        const others = exact.get(subject);
        if (others?.delete(listener) && others.size === 0) exact.delete(subject);
      },
    };
  };

  return {
    publish: (subject, data) => void publish(subject, data),
    subscribe,
    request: (subject, data, { timeoutMs }) =>
      new Promise((resolve, reject) => {
        const inbox = `_reply.${(replies += 1)}`;
        const done = (act: () => void) => {
          clearTimeout(timer);
          answer.unsubscribe();
          act();
        };
        const answer = subscribe(inbox, (message) => done(() => resolve(message.data)));
        const timer = setTimeout(
          () => done(() => reject(new Problem('unavailable', `no answer on ${subject} within ${timeoutMs} ms`))),
          timeoutMs,
        );
        try {
          if (publish(subject, data, inbox) === 0) done(() => reject(new Problem('unavailable', `nobody listens on ${subject}`)));
        } catch (error) {
          done(() => reject(error));
        }
      }),
    isConnected: () => isOpen,
    flush: () => new Promise((resolve) => setImmediate(resolve)),
    [Symbol.asyncDispose]: async () => {
      isOpen = false;
      listeners.clear();
    },
  };
}

function matches(pattern: string[], words: string[]): boolean {
  for (const [at, part] of pattern.entries()) {
    if (part === '>') return words.length > at;
    if (at >= words.length || (part !== '*' && part !== words[at])) return false;
  }
  return pattern.length === words.length;
}

function rethrow(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}
