import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '@pharos/core/clock';
import { Problem } from '@pharos/core/problem';
import { acceptAt, listenAt, receiveMessage, sendMessage } from '../engine/fd-passing.ts';
import * as libc from '../engine/libc.ts';
import { listenOn } from '../engine/linux-listen.ts';
import { openRunDir } from './run-dir.ts';
import { Message, type HandedReader } from './succession.ts';

export interface Succession {
  /** The listening socket: one of our own, or that of the gateway before. */
  listener: number;
  /** The name on the ring of the gateway before. */
  gateway?: string;
  /** Takes over what the gateway before holds; answers how many sockets it was. Nothing, when there was none. */
  takeOver(onReaders: (handed: { fd: number; reader: HandedReader }[]) => Promise<void>, onGuest: OnGuest): Promise<number>;
}

type OnGuest = (guest: { fd: number; address: string; head: Uint8Array }) => void;

export interface SucceedOptions {
  clock: Clock;
  host: string;
  port: number;
  path: string;
  region: string;
  onWaiting(): void;
}

// Whoever deploys stops the gateway before within this time, or the new one gives up.
const predecessorMs = 120_000;
const lookMs = 10;
// A gateway that died without a word leaves the port: looked for so often.
const portMs = 200;
// The gateway before sends without a pause: silence means that it has died.
const silenceMs = 2_000;
const pauseMs = 1;

/** Listens; where another gateway holds the port, waits until it hands its sockets over, or is gone. */
export async function succeed(options: SucceedOptions): Promise<Succession> {
  const { clock, host, port, path, region } = options;
  // Told at every start, and not at the first deploy.
  openRunDir(dirname(path));
  const free = await tryToListen(host, port);
  if (free) return alone(free.fd);
  options.onWaiting();
  rmSync(path, { force: true });
  const waiting = listenAt(path);
  try {
    const until = clock.elapsed() + predecessorMs;
    let lookAtPort = clock.elapsed() + portMs;
    while (clock.elapsed() < until) {
      await clock.sleep(lookMs);
      const socket = acceptAt(waiting);
      if (socket !== undefined) {
        const offered = await offer(socket, clock, region);
        if (offered) return offered;
      }
      if (clock.elapsed() < lookAtPort) continue;
      lookAtPort = clock.elapsed() + portMs;
      const left = await tryToListen(host, port);
      if (left) return alone(left.fd);
    }
  } finally {
    libc.close(waiting);
    rmSync(path, { force: true });
  }
  throw new Problem('unavailable', `port ${port} is held by another gateway, which was not stopped within ${predecessorMs / 1_000} s`);
}

function alone(listener: number): Succession {
  return { listener, takeOver: async () => 0 };
}

async function tryToListen(host: string, port: number) {
  return listenOn(host, port).catch((error: unknown) => {
    if ((error as { code?: string }).code === 'EADDRINUSE') return undefined;
    throw error;
  });
}

async function offer(socket: number, clock: Clock, region: string): Promise<Succession | undefined> {
  const next = async () => {
    const until = clock.elapsed() + silenceMs;
    for (;;) {
      const received = receiveMessage(socket);
      if (received) return { message: Message.parse(JSON.parse(received.text)), fds: received.fds };
      if (clock.elapsed() >= until) throw new Error('the gateway before has fallen silent');
      await clock.sleep(pauseMs);
    }
  };
  const first = await next().catch(() => undefined);
  const [listener] = first?.fds ?? [];
  if (first?.message.kind !== 'offer' || first.message.region !== region || listener === undefined) {
    for (const fd of first?.fds ?? []) libc.close(fd);
    libc.close(socket);
    return undefined;
  }
  return {
    listener,
    gateway: first.message.gateway,
    takeOver: async (onReaders, onGuest) => {
      try {
        sendMessage(socket, JSON.stringify({ kind: 'ready' } satisfies Message));
        const served: Promise<void>[] = [];
        for (let sockets = 0; ;) {
          const { message, fds } = await next();
          if (message.kind === 'sockets') {
            sockets += fds.length;
            served.push(onReaders(message.readers.map((reader, at) => ({ fd: fds[at]!, reader }))));
            for (const [at, { address, head }] of message.guests.entries()) {
              onGuest({ fd: fds[message.readers.length + at]!, address, head: Buffer.from(head, 'base64') });
            }
          }
          if (message.kind !== 'end') continue;
          await Promise.all(served);
          sendMessage(socket, JSON.stringify({ kind: 'taken', sockets } satisfies Message));
          return sockets;
        }
      } finally {
        libc.close(socket);
      }
    },
  };
}
