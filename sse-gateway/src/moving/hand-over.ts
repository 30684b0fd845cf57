import { dirname } from 'node:path';
import type { Clock } from '@pharos/core/clock';
import type { Movable } from '../engine/movable.ts';
import { connectAt, fdsMax, messageBytesMax, receiveMessage, sendMessage } from '../engine/fd-passing.ts';
import * as libc from '../engine/libc.ts';
import { resetFrame } from '../feed/frame.ts';
import { runDirFault } from './run-dir.ts';
import { Message, type HandedReader, type Sockets } from './succession.ts';

export interface HandOverOptions {
  clock: Clock;
  path: string;
  region: string;
  gateway: string;
  movable: Movable;
  /** For all of it: of those who could not be handed over in most of it the rest closes a few at a time. */
  limitMs: number;
  lastWord(): Uint8Array;
  /** Called in the turn in which the sockets are let go; what it answers says who a reader is, as of that turn. */
  onLetGo(): (topic: number, tag: number) => Omit<HandedReader, 'ahead'> | undefined;
}

export interface HandedOver {
  handed: number;
  closed: number;
  /** The successor said that it serves all of them. */
  isConfirmed: boolean;
}

// A successor that is there answers at once; without one the readers are closed, and that must fit into STOP_MS too.
const answerMs = 1_000;
const pauseMs = 1;
// This part of the limit is for closing who is left: as many at once would come back at once.
const closeShare = 0.2;
const closeSteps = 25;
// Head of a message and the commas in it.
const spareBytes = 4_096;

/** Gives all sockets to the successor, if one waits. Undefined: there is none, and nothing has been touched. */
export async function handOver(options: HandOverOptions): Promise<HandedOver | undefined> {
  const { clock, path, movable } = options;
  // Who waits in a folder that others may enter need not be a gateway.
  if (runDirFault(dirname(path))) return undefined;
  const socket = connectAt(path);
  if (socket === undefined) return undefined;
  let isReleased = false;
  const release = () => {
    if (!isReleased) libc.close(socket);
    isReleased = true;
  };
  try {
    return await over(socket, options, clock.elapsed() + options.limitMs * (1 - closeShare));
  } finally {
    release();
  }

  async function over(to: number, { region, gateway, lastWord, onLetGo }: HandOverOptions, until: number): Promise<HandedOver | undefined> {
    const send = async (message: Message, fds?: number[]) => {
      while (!sendMessage(to, JSON.stringify(message), fds)) await pause(until);
    };
    const hear = async (kind: 'ready' | 'taken', by: number): Promise<void> => {
      for (;;) {
        const received = receiveMessage(to);
        if (received && Message.parse(JSON.parse(received.text)).kind === kind) return;
        if (!received) await pause(by);
      }
    };
    try {
      await send({ kind: 'offer', protocol: 1, region, gateway }, [movable.listener]);
      await hear('ready', Math.min(until, clock.elapsed() + answerMs));
    } catch {
      return undefined; // it has gone, or is none of ours: readers are closed as if there were nobody
    }
    const describe = onLetGo();
    const { readers, guests } = await movable.letGo();
    let handed = 0;
    let closed = 0;
    const turnAway = (fd: number, isBetween: boolean) => {
      closed++;
      if (isBetween) movable.farewell(fd, lastWord());
      else libc.close(fd);
    };
    const left: { fd: number; isBetween: boolean }[] = [];
    const batch = createBatch();
    for (const { fd, topic, tag, ahead, isCut } of readers) {
      const about = describe(topic, tag);
      if (!about || !ahead) {
        turnAway(fd, ahead?.length === 0);
        continue;
      }
      // The successor goes on after this version: whoever has not all that is before it is told so.
      const first = isCut ? Buffer.concat([ahead, Buffer.from(resetFrame(about.version, 'behind'))]) : Buffer.from(ahead);
      if (!batch.reader(fd, { ...about, ...(first.length > 0 ? { ahead: first.toString('base64') } : {}) })) turnAway(fd, false);
    }
    for (const { fd, head, address } of guests) {
      if (!batch.guest(fd, { address, head: Buffer.from(head).toString('base64') })) turnAway(fd, false);
    }
    for (const { message, fds } of batch.all()) {
      try {
        if (left.length > 0) throw new Error('the successor has gone');
        await send(message, fds);
        for (const fd of fds) libc.close(fd);
        handed += fds.length;
      } catch {
        for (const [at, fd] of fds.entries()) left.push({ fd, isBetween: at < message.readers.length && !message.readers[at]!.ahead });
      }
    }
    if (left.length > 0) {
      // The successor is told that no more will come.
      release();
      const each = Math.ceil(left.length / closeSteps);
      for (const [at, { fd, isBetween }] of left.entries()) {
        if (at > 0 && at % each === 0) await clock.sleep((options.limitMs * closeShare) / closeSteps);
        turnAway(fd, isBetween);
      }
      return { handed, closed, isConfirmed: false };
    }
    const isConfirmed = await send({ kind: 'end', sockets: handed })
      .then(() => hear('taken', until))
      .then(
        () => true,
        () => false,
      );
    return { handed, closed, isConfirmed };
  }

  async function pause(until: number): Promise<void> {
    if (clock.elapsed() >= until) throw new Error('the successor is too slow');
    await clock.sleep(pauseMs);
  }
}

/** Messages that hold as many sockets as the kernel lets one have, and no more bytes than it lets through. */
function createBatch() {
  const batches: { message: Sockets; fds: number[]; guests: number[]; bytes: number }[] = [];
  /** Undefined: by itself it is more than a message holds, and must not keep the others from going. */
  const room = (about: object) => {
    const bytes = JSON.stringify(about).length + 1;
    if (bytes >= messageBytesMax - spareBytes) return undefined;
    const last = batches.at(-1);
    if (last && last.fds.length + last.guests.length < fdsMax && last.bytes + bytes < messageBytesMax - spareBytes) {
      last.bytes += bytes;
      return last;
    }
    batches.push({ message: { kind: 'sockets', readers: [], guests: [] }, fds: [], guests: [], bytes });
    return batches.at(-1)!;
  };
  return {
    reader: (fd: number, about: HandedReader): boolean => {
      const batch = room(about);
      batch?.message.readers.push(about);
      batch?.fds.push(fd);
      return batch !== undefined;
    },
    guest: (fd: number, about: Sockets['guests'][number]): boolean => {
      const batch = room(about);
      batch?.message.guests.push(about);
      batch?.guests.push(fd);
      return batch !== undefined;
    },
    all: () => batches.map(({ message, fds, guests }) => ({ message, fds: [...fds, ...guests] })),
  };
}
