import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { seededRandom } from '@pharos/core/random';
import { createLink, type Link } from '../src/link/link.ts';
import { openTcpLink, type TcpLink } from '../src/link/tcp-link.ts';

let opened: AsyncDisposableStack;
let out: Link;
let back: Link;
let link: TcpLink;

beforeEach(async () => {
  opened = new AsyncDisposableStack();
  const server = createServer((socket) => socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  opened.defer(() => void server.close());
  [out, back] = [createLink('us', 'eu'), createLink('eu', 'us')];
  const target = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  link = opened.use(await openTcpLink({ out, back, target, random: seededRandom(3) }));
});

afterEach(() => opened.disposeAsync());

it('carries eight megabytes there and back, every byte in its place', async () => {
  out.set({ delayMs: 10, jitterMs: 5 });
  const sent = Buffer.from(Uint8Array.from({ length: 8 * 1024 * 1024 }, (_, n) => (n * 31) % 251));
  const { socket, received } = dial();
  socket.write(sent);
  await expect.poll(() => received().length).toBe(sent.length);
  expect(received().equals(sent)).toBe(true);
});

it('takes the delay of each way', async () => {
  out.set({ delayMs: 40 });
  back.set({ delayMs: 60 });
  const { socket, received } = dial();
  const started = performance.now();
  socket.write('x');
  await expect.poll(() => received().length, { interval: 2 }).toBe(1);
  expect(performance.now() - started).toBeGreaterThanOrEqual(98);
});

it('a silent cut holds bytes back without a word, and lets them go when it heals', async () => {
  const { socket, received, isClosed } = dial();
  socket.write('before');
  await expect.poll(() => received().toString()).toBe('before');
  back.set({ cut: 'drop' });
  socket.write(' during');
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(received().toString()).toBe('before');
  expect(isClosed()).toBe(false);
  back.set({ cut: 'none' });
  await expect.poll(() => received().toString()).toBe('before during');
});

it('a reset breaks what is open and refuses what is new', async () => {
  const first = dial();
  first.socket.write('x');
  await expect.poll(() => first.received().length).toBe(1);
  out.set({ cut: 'reset' });
  await expect.poll(() => first.isClosed()).toBe(true);
  const second = dial();
  await expect.poll(() => second.isClosed()).toBe(true);
});

function dial() {
  const socket: Socket = connect({ host: '127.0.0.1', port: link.port });
  const pieces: Buffer[] = [];
  let closed = false;
  socket.on('data', (piece) => pieces.push(piece));
  socket.on('error', () => undefined); // told by its close
  socket.on('close', () => (closed = true));
  opened.defer(() => void socket.destroy());
  return { socket, received: () => Buffer.concat(pieces), isClosed: () => closed };
}
