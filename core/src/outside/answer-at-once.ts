import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { run } from '../run.ts';
import { plainAsk, type PlainAsk } from './plain-ask.ts';

/** A whole answer, its head and all, to who asks so; nothing: the server answers as usual. */
export type AtOnce = (asked: PlainAsk) => Uint8Array | Promise<Uint8Array | undefined> | undefined;

export interface AnsweringAtOnce {
  /** Connections whose last answer has left are closed. */
  closeIdle(): void;
  closeAll(): void;
}

export interface AtOnceOptions {
  atOnce: AtOnce;
  /** Who says nothing, or nothing more, for so long is gone. */
  idleMs: number;
  onFault(error: unknown): void;
}

interface Held {
  /** How many looks ago it said something. */
  silentLooks: number;
  isAnswering: boolean;
}

// Answers that a reader has not taken yet: with more of them the server takes over, which reads no further meanwhile.
const unsentBytesMax = 262_144;
const looksPerIdle = 5;

/**
 * Stands before a server and answers what it can without a word to it: a request that arrives as one piece, is a plain GET with
 * nothing behind it, and whose answer is one piece too. To read a request, and to write out an answer, costs the server several times that.
 *
 * A connection begins here. The first thing on it that is not plain (a body, a piece of a head, two requests at once, anything that is
 * odd, or what is not answered here) goes to the server with all that follows, for as long as the connection lasts: so no two readers ever
 * differ on where a request ends.
 */
export function answerAtOnce(server: Server, { atOnce, idleMs, onFault }: AtOnceOptions): AnsweringAtOnce {
  const usual = server.listeners('connection');
  const held = new Map<Socket, Held>();
  const failed = (error: unknown): undefined => {
    onFault(error);
  };
  const ask = (bytes: Buffer, socket: Socket): ReturnType<AtOnce> => {
    const asked = socket.writableLength > unsentBytesMax ? undefined : plainAsk(bytes, socket);
    try {
      const answer = asked && atOnce(asked);
      return answer instanceof Promise ? answer.catch(failed) : answer;
    } catch (error) {
      return failed(error);
    }
  };
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const own: Held = { silentLooks: 0, isAnswering: false };
    held.set(socket, own);
    const heard = {
      data: (bytes: Buffer) => {
        own.silentLooks = 0;
        const answer = ask(bytes, socket);
        if (answer === undefined) return handOver(bytes);
        if (!(answer instanceof Promise)) return void socket.write(answer);
        // What comes meanwhile waits for its turn.
        socket.pause();
        own.isAnswering = true;
        const answered = answer.then((late) => {
          own.isAnswering = false;
          if (socket.destroyed) return;
          if (late === undefined) handOver(bytes);
          else socket.write(late);
          socket.resume();
        });
        run(answered, (error) => {
          failed(error);
          socket.destroy();
        });
      },
      end: () => socket.end(),
      error: () => socket.destroy(),
      close: () => void held.delete(socket),
    };
    const handOver = (bytes: Buffer) => {
      held.delete(socket);
      for (const [name, listener] of Object.entries(heard)) socket.off(name, listener);
      socket.unshift(bytes);
      for (const listener of usual) listener.call(server, socket);
    };
    for (const [name, listener] of Object.entries(heard)) socket.on(name, listener);
  });
  // One look at all of them now and then: a timer for each would be set anew with each answer.
  const looking = setInterval(() => {
    for (const [socket, own] of held) if (!own.isAnswering && (own.silentLooks += 1) > looksPerIdle) socket.destroy();
  }, idleMs / looksPerIdle);
  looking.unref();
  server.once('close', () => clearInterval(looking));
  return {
    closeIdle: () => {
      for (const [socket, { isAnswering }] of held) if (!isAnswering && socket.writableLength === 0) socket.end();
    },
    closeAll: () => {
      for (const socket of held.keys()) socket.destroy();
    },
  };
}
