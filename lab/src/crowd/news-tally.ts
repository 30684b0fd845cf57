import { nowMs, type Tallier, type Tally } from './tally.ts';

// `Sent at <milliseconds since 1970, 13 digits>.` stands in each update that the responders of a load post.
const words = 'Sent at ';
const digits = 13;
// An update that is older came along with what changed: it says nothing of now.
const newsMs = 60_000;

/** How long updates of a load were under way to those who have the page open: of each piece the newest, of every reader. */
export function createNewsTally(fdsMax: number, now: () => number = Date.now): Tallier {
  const newestOf = new Float64Array(fdsMax);
  const latencies = new Uint32Array(newsMs + 1);
  const fresh = (): Omit<Tally, 'latencies'> => ({ lost: 0, events: 0, bytes: 0, missed: 0, repeated: 0, lastId: '', lastAt: 0 });
  let taken = fresh();
  let stamped = 0;

  return {
    begin: () => newestOf.fill(0),
    expect: () => undefined,
    // What the page said before somebody opened it is no news.
    greet: (fd, data, size) => void (newestOf[fd] = newestIn(data, size)),
    note: (fd, data, size) => {
      taken.bytes += size;
      const newest = newestIn(data, size);
      if (newest <= newestOf[fd]!) return;
      newestOf[fd] = newest;
      const tookMs = Math.max(0, now() - newest);
      if (tookMs > newsMs) return;
      latencies[tookMs]!++;
      taken.events++;
    },
    stamp: () => {
      if (taken.events === stamped) return;
      stamped = taken.events;
      taken.lastAt = nowMs();
    },
    lost: () => void taken.lost++,
    take: () => {
      const all: Tally = { ...taken, latencies: [...latencies.entries()].filter(([, count]) => count > 0) };
      latencies.fill(0);
      taken = fresh();
      stamped = 0;
      return all;
    },
  };
}

function newestIn(data: Buffer, size: number): number {
  const piece = data.subarray(0, size);
  let newest = 0;
  for (let at = piece.indexOf(words); at >= 0 && at + words.length + digits <= size; at = piece.indexOf(words, at + words.length))
    newest = Math.max(newest, Number(piece.toString('latin1', at + words.length, at + words.length + digits)) || 0);
  return newest;
}
