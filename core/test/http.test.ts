import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { serveHttp } from '../src/outside/http.ts';

it('who sends a head slowly is cut off within seconds', async () => {
  await using server = await serveHttp({ host: '127.0.0.1', port: 0, fetch: () => new Response('fine') });
  const socket = connect(server.port, '127.0.0.1');
  const started = performance.now();
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nhost: a\r\n');
  const drip = setInterval(() => socket.write('x: y\r\n'), 500);
  await new Promise((resolve) => socket.once('close', resolve).resume());
  clearInterval(drip);
  expect(performance.now() - started).toBeLessThan(12_000);
});
