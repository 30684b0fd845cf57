import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'undici';
import { expect, it } from 'vitest';
import { limitFromSocket } from '../src/channels/guarded/limit-from-socket.ts';

const limitMs = 300;

it('the limit of a call begins with its socket: whoever waits for one is not cut off unsent', async () => {
  let asked = 0;
  const server = createServer(() => (asked += 1)).listen(0, '127.0.0.1'); // takes everything, answers nothing
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const agent = new Agent({ connections: 1, pipelining: 1 });
  const dispatcher = agent.compose(limitFromSocket(limitMs));
  const began = performance.now();
  const endedAfter = async () => {
    await expect(request(url, { dispatcher, method: 'POST', body: 'x' })).rejects.toMatchObject({ name: 'TimeoutError' });
    return performance.now() - began;
  };
  const ended = await Promise.all([endedAfter(), endedAfter(), endedAfter()]);
  // By a limit from the call on, only the first would have been sent. One that this process, kept from the processor, found over at
  // once may not be seen here.
  expect(asked).toBeGreaterThan(1);
  expect(Math.max(...ended)).toBeGreaterThan(3 * limitMs - 50); // one after the other, each its whole time
  await agent.destroy();
  server.closeAllConnections();
  server.close();
});
