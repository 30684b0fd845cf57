import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Random } from '@pharos/core/random';
import type { Link, LinkState } from './link.ts';

export interface TcpLinkOptions {
  /** The way of what the caller sends, and the way back. */
  out: Link;
  back: Link;
  target: { host: string; port: number };
  host?: string;
  port?: number;
  random: Random;
}

export interface TcpLink extends AsyncDisposable {
  port: number;
}

// A lost packet is sent again by TCP after its shortest time-out, and holds up all that follows.
const retransmitMs = 200;
// What one direction may hold while it waits: beyond, the sender is held back, as by a full window.
const inFlightMax = 4 * 1024 * 1024;

/** A door on this side of a link to a server on the other: real TCP, delayed, held or broken as the link says. */
export async function openTcpLink({ out, back, target, host = '127.0.0.1', port = 0, random }: TcpLinkOptions): Promise<TcpLink> {
  const sockets = new Set<Socket>();
  const server: Server = createServer({ noDelay: true }, (near) => {
    if (isReset(out, back)) return void near.resetAndDestroy();
    const far = connect({ ...target, noDelay: true });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined); // told by its close
      socket.on('close', () => {
        sockets.delete(socket);
        (socket === near ? far : near).destroy();
      });
    }
    carry(near, far, out, random);
    carry(far, near, back, random);
  });
  const breakAll = () => {
    if (isReset(out, back)) for (const socket of sockets) socket.resetAndDestroy();
  };
  const watches = [out.onChange(breakAll), back.onChange(breakAll)];
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const watch of watches) watch.stop();
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function isReset(...links: Link[]): boolean {
  return links.some((link) => link.state().cut === 'reset');
}

/** One direction of one connection: pieces leave in order, each at its time, and wait while the link is cut. */
function carry(from: Socket, to: Socket, link: Link, random: Random): void {
  const waiting: { at: number; data: Buffer | undefined }[] = [];
  let size = 0;
  let lastAt = 0;
  let timer: NodeJS.Timeout | undefined;

  const flush = () => {
    clearTimeout(timer);
    if (link.state().cut !== 'none') return; // goes on when the link changes
    const now = performance.now();
    while (waiting[0] && waiting[0].at <= now) {
      const { data } = waiting.shift()!;
      if (data) {
        size -= data.length;
        to.write(data);
      } else {
        to.end();
      }
    }
    if (size < inFlightMax) from.resume();
    if (waiting[0]) timer = setTimeout(flush, Math.max(1, waiting[0].at - now));
  };
  const take = (data: Buffer | undefined) => {
    lastAt = Math.max(lastAt, performance.now() + travelMs(link.state(), random));
    waiting.push({ at: lastAt, data });
    size += data?.length ?? 0;
    if (size >= inFlightMax) from.pause();
    if (waiting.length === 1) flush();
  };
  const watch = link.onChange(flush);
  from.on('data', take);
  from.on('end', () => take(undefined));
  from.on('close', () => {
    watch.stop();
    clearTimeout(timer);
  });
}

function travelMs({ delayMs, jitterMs, loss }: LinkState, random: Random): number {
  return delayMs + jitterMs * random() + (random() < loss ? retransmitMs : 0);
}
