import { network } from '../door/limits.ts';

/**
 * Sockets that have not asked for anything yet, by the address they came from. How many readers an address may have is looked at
 * when it asks: one that only connects would hold every place of the gateway for as long as a head may take. Nobody is disturbed
 * while there is room. When there is none, an address that holds more than its part with sockets that have said nothing for a
 * while makes room for the next who comes, with its oldest.
 */
export interface Askers<Socket> {
  add(address: string, socket: Socket, now: number): void;
  /** It has asked, or is gone. */
  remove(address: string, socket: Socket): void;
  /** Drops one, if there is one to be dropped. */
  makeRoom(now: number): boolean;
}

// What one address may hold of all places without a word.
const part = 1 / 8;
const least = 16;
// A head comes with the connection or a round trip later: a crowd that comes at once is not silent, only early.
const silentMs = 1_000;

export function createAskers<Socket>(placesMax: number, drop: (socket: Socket) => void): Askers<Socket> {
  const most = Math.max(least, Math.floor(placesMax * part));
  /** Each with when it came, the oldest first. */
  const sockets = new Map<string, Map<Socket, number>>();
  const crowded = new Set<string>();

  const removeFrom = (name: string, socket: Socket) => {
    const own = sockets.get(name);
    if (!own?.delete(socket)) return;
    if (own.size <= most) crowded.delete(name);
    if (own.size === 0) sockets.delete(name);
  };
  return {
    add: (address, socket, now) => {
      const name = network(address);
      const own = sockets.get(name) ?? new Map<Socket, number>();
      sockets.set(name, own.set(socket, now));
      if (own.size > most) crowded.add(name);
    },
    remove: (address, socket) => removeFrom(network(address), socket),
    makeRoom: (now) => {
      for (const name of crowded) {
        const [oldest] = sockets.get(name)!;
        const [socket, since] = oldest!;
        if (now - since < silentMs) continue;
        removeFrom(name, socket);
        drop(socket);
        return true;
      }
      return false;
    },
  };
}
