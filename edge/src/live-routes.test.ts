import { expect, it } from 'vitest';
import { world } from '../test/edge-world.ts';

it('passes the stream of an EventSource through, which would come back to a gateway and not to us', async () => {
  const { get, regions, view } = world();
  // As browsers ask for an EventSource.
  const headers = { accept: 'text/event-stream', 'cache-control': 'no-cache', pragma: 'no-cache' };
  const path = `/live/${view.page.id}?after=v1.BwE`;
  const passed = await get(path, headers);
  expect({ status: passed.status, type: passed.headers.get('content-type') }).toEqual({ status: 200, type: 'text/event-stream' });
  expect(passed.headers.get('access-control-allow-origin')).toBe('*');
  expect(await passed.text()).toBe(`http://gateway:1234${path}`);
  // Only that: whoever asks otherwise begins here again by itself, and costs us nothing while it reads.
  const others: Record<string, string>[] = [{ accept: 'text/event-stream' }, { accept: 'application/json', 'cache-control': 'no-cache' }];
  for (const other of others) expect((await get(path, other)).status).toBe(307);
  for (const status of [204, 404]) {
    regions.eu.gateway = () => new Response(null, { status });
    expect((await get(path, headers)).status).toBe(status);
  }
  regions.eu.gateway = () => {
    throw new TypeError('nobody is there');
  };
  const gone = await get(path, headers);
  expect({ status: gone.status, text: await gone.text() }).toMatchObject({
    status: 200,
    text: expect.stringMatching(/^retry: \d{4}\n\n$/),
  });
});

it('without a gateway readers are told when to come back, no two the same, and those without streams how often to ask', async () => {
  const { get, regions, view } = world();
  regions.eu.hasGateway = false;
  const retries: number[] = [];
  for (let turn = 0; turn < 20; turn++) {
    const response = await get(`/live/${view.page.id}`, { accept: 'text/event-stream' });
    expect({ status: response.status, type: response.headers.get('content-type') }).toEqual({ status: 200, type: 'text/event-stream' });
    retries.push(Number(/^retry: (\d+)\n\n$/.exec(await response.text())![1]));
  }
  expect(new Set(retries).size).toBeGreaterThan(15);
  expect(Math.max(...retries) - Math.min(...retries)).toBeGreaterThan(1_000);
  expect(retries.every((ms) => ms >= 2_000 && ms <= 4_000)).toBe(true);
  const polled = await get(`/live/${view.page.id}?after=v1.BwE`, { accept: 'application/json' });
  expect({ status: polled.status, caching: polled.headers.get('cache-control') }).toEqual({ status: 200, caching: 'no-store' });
  expect(await polled.json()).toEqual({ full: 'no-gateway', pollMs: 15_000, events: [] });
});
