import {
  connect,
  type Msg,
  type NatsConnection,
  type NodeConnectionOptions,
  type Subscription,
  type SubscriptionOptions,
} from '@nats-io/transport-node';
import { Problem } from '../problem.ts';
import { busMessageMax, type Bus, type BusMessage } from './bus.ts';

export interface NatsOptions {
  url: string;
  name: string;
  onError(error: unknown): void;
  /** TLS and credentials, as production has them. */
  connection?: Pick<NodeConnectionOptions, 'tls' | 'user' | 'pass' | 'token' | 'authenticator' | 'inboxPrefix'>;
}

// Three silent seconds end a dead connection; the client's own defaults take four minutes.
const pingMs = 1_000;
const pingOutMax = 3;
// How soon a lost server is tried again.
const reconnectWaitMs = 250;
// Longest wait for a server to take what was published, and to let go of us.
const flushMs = 5_000;
const drainMs = 1_000;

/** Answers at once, connected or not: a bus that is away costs delay, never a start. It connects when it can, again and again. */
export function connectNats({ url, name, onError, connection = {} }: NatsOptions): Bus {
  const stop = new AbortController();
  const listeners = new Set<Listener>();
  let nats: NatsConnection | undefined;
  let connected = false;

  const listen = (listener: Listener) => {
    if (nats) listener.subscription = nats.subscribe(listener.subject, subscriptionOptions(listener, onError));
  };
  const follow = async (opened: NatsConnection) => {
    for await (const status of opened.status()) {
      if (status.type === 'disconnect' || status.type === 'staleConnection') connected = false;
      if (status.type === 'reconnect') connected = true;
      // What the server refused: a subject that is not ours to publish on, a credential that has ended.
      if (status.type === 'error') onError(status.error);
    }
  };
  // Again and again until it opens; why it does not is told once for each reason, not four times a second.
  const knock = async (): Promise<NatsConnection | undefined> => {
    const told = new Set<string>();
    while (!stop.signal.aborted) {
      try {
        return await connect({ ...connection, ...always, servers: url.split(','), name });
      } catch (error) {
        const why = reasonOf(error);
        if (!told.has(why))
          onError(new Problem('unavailable', `NATS at ${url.replace(/\/\/[^@/]*@/, '//')} cannot be reached: ${why}`, { cause: error }));
        told.add(why);
        await sleep(reconnectWaitMs);
      }
    }
    return undefined;
  };
  const open = async () => {
    const opened = await knock();
    if (!opened) return;
    if (stop.signal.aborted) return opened.close();
    nats = opened;
    connected = true;
    follow(opened).catch(onError);
    for (const listener of listeners) listen(listener);
  };
  const opening = open().catch(onError);
  const whenOpen = async (limitMs: number): Promise<NatsConnection> => {
    if (!nats) await Promise.race([opening, sleep(limitMs)]);
    if (!nats) throw new Problem('unavailable', 'the bus is away');
    return nats;
  };

  return {
    publish: (subject, data) => {
      if (stop.signal.aborted) throw new Problem('unavailable', 'the bus is closed');
      if (data.length > busMessageMax) throw new Problem('too-large', `a message of ${data.length} bytes; at most ${busMessageMax}`);
      // The client keeps what it is given until it is sent: a caller's buffer is its own again at once.
      nats?.publish(subject, typeof data === 'string' ? data : data.slice());
    },
    subscribe: (subject, onMessage, options = {}) => {
      const listener: Listener = { subject, onMessage, queue: options.queue };
      listeners.add(listener);
      listen(listener);
      return {
        unsubscribe: () => {
          listeners.delete(listener);
          if (nats && !nats.isClosed()) listener.subscription?.unsubscribe();
        },
      };
    },
    request: async (subject, data, { timeoutMs }) => {
      try {
        const opened = await whenOpen(timeoutMs);
        return (await opened.request(subject, data, { timeout: timeoutMs })).data;
      } catch (error) {
        throw new Problem('unavailable', `no answer on ${subject} within ${timeoutMs} ms`, { cause: error });
      }
    },
    isConnected: () => connected && !stop.signal.aborted,
    flush: async () => (await whenOpen(flushMs)).flush(),
    [Symbol.asyncDispose]: async () => {
      if (stop.signal.aborted) return;
      stop.abort();
      if (nats) await closeNats(nats, connected, onError);
    },
  };
}

interface Listener {
  subject: string;
  queue: string | undefined;
  onMessage(message: BusMessage): void;
  subscription?: Subscription;
}

const always = {
  reconnect: true,
  maxReconnectAttempts: -1,
  reconnectTimeWait: reconnectWaitMs,
  pingInterval: pingMs,
  maxPingOut: pingOutMax,
  // The servers a cluster gossips may lie behind another network: only those we were given count.
  ignoreClusterUpdates: true,
  timeout: 3_000,
} as const;

function subscriptionOptions({ queue, onMessage }: Listener, onError: (error: unknown) => void): SubscriptionOptions {
  const callback = (error: Error | null, message: Msg) => {
    if (error) return onError(error);
    try {
      onMessage({ subject: message.subject, data: message.data, respond: (data) => void message.respond(data) });
    } catch (failure) {
      onError(failure);
    }
  };
  return queue ? { callback, queue } : { callback };
}

// The client wraps what TLS and the socket say.
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? reasonOf(cause) : message;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

// A drain needs a server that answers: without one, or when it goes meanwhile, what waits is dropped.
async function closeNats(nats: NatsConnection, connected: boolean, onError: (error: unknown) => void): Promise<void> {
  if (connected) await Promise.race([nats.drain().catch(onError), sleep(drainMs)]);
  if (!nats.isClosed()) await nats.close();
}
