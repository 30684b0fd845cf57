import { network } from '../limits.ts';

/**
 * Sockets that have not asked for anything yet, by the address they came from. How many readers an address may have is looked at
 * when it asks: one that only connects would hold every place of the gateway for as long as a head may take. One address holds
 * a part of them, and of its own the oldest has to go for the next.
 */
export interface Askers<Socket> {
  add(address: string, socket: Socket): void;
  /** It has asked, or is gone. */
  remove(address: string, socket: Socket): void;
}

// What one address may hold of all places: a company that connects at once needs them for a round trip.
const part = 1 / 8;
const least = 16;

export function createAskers<Socket>(placesMax: number, drop: (socket: Socket) => void): Askers<Socket> {
  const most = Math.max(least, Math.floor(placesMax * part));
  const sockets = new Map<string, Set<Socket>>();
  return {
    add: (address, socket) => {
      const name = network(address);
      const own = sockets.get(name) ?? new Set<Socket>();
      sockets.set(name, own.add(socket));
      if (own.size <= most) return;
      const [oldest] = own;
      drop(oldest!);
    },
    remove: (address, socket) => {
      const name = network(address);
      const own = sockets.get(name);
      if (own?.delete(socket) && own.size === 0) sockets.delete(name);
    },
  };
}
