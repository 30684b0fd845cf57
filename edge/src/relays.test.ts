import type { Clock } from '@pharos/core/clock';
import { expect, it } from 'vitest';
import { createRelays } from './relays.ts';

/** Gateways in the test's hand, and a clock that stands still until it is told. */
function world() {
  const alarms = new Set<{ ms: number; ring(): void }>();
  const clock: Clock = {
    now: () => 0,
    elapsed: () => 0,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const alarm = { ms, ring: resolve };
        alarms.add(alarm);
        signal?.addEventListener('abort', () => {
          alarms.delete(alarm);
          reject(signal.reason as Error);
        });
      }),
  };
  const streams: { say(text: string): void; end(): void; signal: AbortSignal; headers: Headers }[] = [];
  let isSilent = false;
  const fetch = (async (_url: URL, { signal, headers }: { signal: AbortSignal; headers: Headers }) => {
    const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    aborted.catch(() => undefined); // whoever waits hears of it
    if (isSilent) return aborted;
    let control: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (control = controller) });
    signal.addEventListener('abort', () => control.error(signal.reason));
    streams.push({ say: (text) => control.enqueue(new TextEncoder().encode(text)), end: () => control.close(), signal, headers });
    return new Response(body);
  }) as unknown as typeof globalThis.fetch;
  const counts: number[] = [];
  const relays = createRelays({ clock, fetch, onCount: (count) => counts.push(count) });
  return {
    relays,
    streams,
    count: () => counts.at(-1),
    silence: () => (isSilent = true),
    /** The longest wait is over. */
    ring: (ms: number) => {
      for (const alarm of alarms) if (alarm.ms === ms) alarm.ring();
    },
    open: async (headers: Record<string, string> = {}, signal?: AbortSignal) => {
      const answer = await relays.open(
        new URL('http://gateway/live/p'),
        new Request('http://edge/live/p', { headers, signal: signal ?? null }),
      );
      if (typeof answer === 'string') throw new Error(answer);
      return { answer, reader: answer.body!.pipeThrough(new TextDecoderStream()).getReader() };
    },
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('passes on what a gateway says as it says it, with what the reader has, and ends when it ends', async () => {
  const { open, streams, count } = world();
  const { answer, reader } = await open({ 'last-event-id': 'v1.BwE', cookie: 'secret=1', 'x-forwarded-for': '10.1.2.3' });
  expect(answer.headers.get('cache-control')).toContain('no-transform');
  expect(Object.fromEntries(streams[0]!.headers)).toEqual({ 'last-event-id': 'v1.BwE', 'x-forwarded-for': '10.1.2.3' });
  for (const text of ['id: a\n\n', 'id: b\n\n']) {
    streams[0]!.say(text);
    expect(await reader.read()).toEqual({ done: false, value: text });
  }
  expect(count()).toBe(1);
  streams[0]!.end();
  expect((await reader.read()).done).toBe(true);
  expect(count()).toBe(0);
});

it('a reader who leaves takes its stream along', async () => {
  const { open, streams, count } = world();
  const { reader } = await open();
  await reader.cancel();
  expect({ isAborted: streams[0]!.signal.aborted, count: count() }).toEqual({ isAborted: true, count: 0 });
  const visitor = new AbortController();
  await open({}, visitor.signal);
  visitor.abort();
  await turn();
  expect({ isAborted: streams[1]!.signal.aborted, count: count() }).toEqual({ isAborted: true, count: 0 });
});

it('a gateway that dies, falls silent or does not answer ends the stream, so that the browser asks us for another', async () => {
  const { open, streams, ring, silence, relays, count } = world();
  const { reader } = await open();
  streams[0]!.say('id: a\n\n');
  await reader.read();
  const next = reader.read();
  await turn();
  ring(40_000);
  expect((await next).done).toBe(true);
  expect(streams[0]!.signal.aborted).toBe(true);
  silence();
  const asked = relays.open(new URL('http://gateway/live/p'), new Request('http://edge/live/p'));
  await turn();
  ring(5_000);
  expect(await asked).toBe('unavailable');
  expect(count()).toBe(0);
});

it('passes through only so many, and none of them after it was disposed', async () => {
  const { open, relays, streams, count } = world();
  const opened = await Promise.all(Array.from({ length: 1_000 }, () => open()));
  await expect(open()).rejects.toThrow('full');
  await opened[0]!.reader.cancel();
  const last = await open();
  relays[Symbol.dispose]();
  expect((await last.reader.read()).done).toBe(true);
  expect(streams.every(({ signal }) => signal.aborted)).toBe(true);
  await turn();
  expect(count()).toBe(0);
});
