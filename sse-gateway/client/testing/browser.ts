import { vi } from 'vitest';
import { live, type LiveOptions, type Patch, type Told, type View } from '../live.js';

// Time goes on in steps, so that what one moment causes has happened before the next.
const stepMs = 50;
// Longer than any wait between two streams.
const nextMaxMs = 120_000;

/** A stream as the test holds it in its hand. */
export interface Stream {
  url: URL;
  at: number;
  isAborted: boolean;
  say(text: string): Promise<void>;
  hello(more?: object): Promise<void>;
  change(version: string, patch: Patch): Promise<void>;
  reset(version: string): Promise<void>;
  end(): Promise<void>;
}

type LiveAnswer = (stream: Stream) => number | 'nothing' | 'silence';

/** What `live()` needs of a browser, without one: time passes when told, and the network is in the test's hand. */
export function openBrowser({ hasLocks = true } = {}) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 0 });
  const locks = createLocks();
  vi.stubGlobal('location', { href: 'https://eu.example/page' });
  vi.stubGlobal('navigator', hasLocks ? { locks } : {});
  vi.stubGlobal('BroadcastChannel', channels());
  vi.stubGlobal('addEventListener', () => undefined);
  const chance = vi.spyOn(Math, 'random').mockReturnValue(0.5);
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    const late = new AbortController();
    setTimeout(() => late.abort(), ms);
    return late.signal;
  });

  const streams: Stream[] = [];
  const asked: { url: string; at: number }[] = [];
  const views = new Map<string, View | number | 'silence'>();
  let answerLive: LiveAnswer = () => 200;

  const fetch = (async (input: string | URL, init: RequestInit = {}) => {
    const url = new URL(input, 'https://eu.example');
    if (url.pathname.startsWith('/live/')) return openStream(url, init.signal!);
    asked.push({ url: url.href, at: Date.now() });
    const view = views.get(url.origin) ?? 'silence';
    if (view === 'silence') return untilAborted(init.signal!);
    return typeof view === 'number' ? new Response('', { status: view }) : Response.json(view);
  }) as typeof globalThis.fetch;

  const openStream = (url: URL, signal: AbortSignal) => {
    let control: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (control = controller) });
    const say = async (text: string) => {
      control.enqueue(new TextEncoder().encode(text));
      await settle();
    };
    const event = (name: string, data: object) => say(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    const stream: Stream = {
      url,
      at: Date.now(),
      isAborted: false,
      say,
      hello: (more = {}) =>
        event('hello', { region: url.host.split('.')[0], version: url.searchParams.get('after'), pollMs: 15_000, ...more }),
      change: (version, patch) => event('change', { page: 'p', version, at: new Date().toISOString(), facts: [], patch }),
      reset: (version) => event('reset', { version, reason: 'behind' }),
      end: async () => {
        control.close();
        await settle();
      },
    };
    signal.addEventListener('abort', () => {
      stream.isAborted = true;
      try {
        control.error(signal.reason);
      } catch {
        // it had ended
      }
    });
    streams.push(stream);
    const answer = answerLive(stream);
    if (answer === 'silence') return untilAborted(signal);
    if (answer === 'nothing') throw new TypeError('fetch failed');
    return answer === 200 ? new Response(body) : new Response(null, { status: answer });
  };

  /** One tab; each has its own document. */
  const open = (options: Partial<LiveOptions> & Pick<LiveOptions, 'view'>) => {
    const document = Object.assign(new EventTarget(), { hidden: false });
    vi.stubGlobal('document', document);
    const states: Told[] = [];
    const shown: View[] = [];
    const tab = live({
      page: 'p',
      addresses: ['/live/p', 'https://us.example/live/p'],
      views: ['/p/p/view.json', 'https://us.example/p/p/view.json'],
      onView: (view) => void shown.push(view),
      onState: (told) => void states.push(told),
      fetch,
      ...options,
    });
    return {
      tab,
      shown,
      state: () => states.at(-1)?.state,
      states: () => states.map(({ state }) => state),
      hide: async (hidden: boolean) => {
        document.hidden = hidden;
        vi.stubGlobal('document', document);
        document.dispatchEvent(new Event('visibilitychange'));
        await settle();
      },
    };
  };

  const pass = async (ms: number) => {
    await settle();
    for (let left = ms; left > 0; left -= stepMs) {
      vi.advanceTimersByTime(Math.min(left, stepMs));
      await settle();
    }
  };

  return {
    open,
    streams,
    asked,
    views,
    chance,
    onLive: (answer: LiveAnswer) => void (answerLive = answer),
    pass,
    /** Passes time until the next stream is asked for. */
    next: async (): Promise<Stream> => {
      const before = streams.length;
      for (let waited = 0; streams.length === before && waited < nextMaxMs; waited += stepMs) await pass(stepMs);
      if (streams.length === before) throw new Error('no stream was asked for');
      return streams.at(-1)!;
    },
    [Symbol.dispose]: () => {
      vi.unstubAllGlobals();
      vi.restoreAllMocks();
      vi.useRealTimers();
    },
  };
}

/** What is under way without waiting for time has happened. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
}

function createLocks() {
  const last = new Map<string, Promise<unknown>>();
  return {
    request: async (name: string, { signal }: { signal: AbortSignal }, hold: () => Promise<void>) => {
      const before = last.get(name) ?? Promise.resolve();
      const mine = before.then(() => {
        if (signal.aborted) throw signal.reason;
        return hold();
      });
      last.set(
        name,
        mine.catch(() => undefined),
      );
      return mine;
    },
  };
}

function channels() {
  const open = new Map<string, Set<EventTarget>>();
  return class extends EventTarget {
    readonly #all: Set<EventTarget>;
    constructor(name: string) {
      super();
      this.#all = open.get(name) ?? new Set();
      open.set(name, this.#all.add(this));
    }
    postMessage(data: unknown) {
      if (!this.#all.has(this)) throw new DOMException('the channel is closed', 'InvalidStateError');
      const copy = structuredClone(data);
      for (const each of this.#all)
        if (each !== this) queueMicrotask(() => each.dispatchEvent(new MessageEvent('message', { data: copy })));
    }
    close() {
      this.#all.delete(this);
    }
  };
}
