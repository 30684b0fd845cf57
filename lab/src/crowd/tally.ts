/** What readers have seen since it was last asked for. */
export interface Tally {
  /** Closed by the server. */
  lost: number;
  /** Events seen by all readers together, and their bytes. */
  events: number;
  bytes: number;
  /** Events that did not come, or came again or too late: known of every event in a strict count, else of the last in each piece. */
  missed: number;
  repeated: number;
  /** The id last seen, for those who return. */
  lastId: string;
  /** When the last event came, in milliseconds of the machine's clock. */
  lastAt: number;
  /** How many events were how many milliseconds under way; of a sample. */
  latencies: [ms: number, count: number][];
}

// `@@<number, 9 digits>@<microseconds of the machine's clock, 16 digits>`: every event of a bench carries one, in its last bytes.
export const markBytes = 28;
const sign = 64;
const sampleEvery = 16;
const latencyMax = 65_536;

export function mark(seq: number): string {
  return `@@${String(seq).padStart(9, '0')}@${String(process.hrtime.bigint() / 1_000n).padStart(16, '0')}`;
}

export function nowMs(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}

/** What is done with the bytes that readers get. */
export interface Tallier {
  begin(isStrict: boolean): void;
  expect(seq: number): void;
  /** The first piece: the head of the answer, and whatever came with it. */
  greet(fd: number, data: Buffer, size: number): void;
  note(fd: number, data: Buffer, size: number): void;
  /** All that was ready has been noted. */
  stamp(): void;
  lost(): void;
  take(): Tally;
}

/** Counts cheaply, by the last mark in each piece: the readers must not be what is measured. */
export function createTally(fdsMax: number): Tallier {
  const seqOf = new Float64Array(fdsMax).fill(-1);
  const latencies = new Uint32Array(latencyMax);
  const fresh = (): Omit<Tally, 'latencies'> => ({ lost: 0, events: 0, bytes: 0, missed: 0, repeated: 0, lastId: '', lastAt: 0 });
  let now = fresh();
  let lastId = '';
  let isStrict = false;
  let turn = 0;
  let stamped = 0;
  let longest = 0;
  /** Where those begin who have seen nothing yet: at the event after this one. */
  let start = -1;

  const digits = (data: Uint8Array, from: number, count: number): number => {
    let value = 0;
    for (let n = from; n < from + count; n++) value = value * 10 + (data[n]! - 48);
    return value;
  };

  const wait = (ms: number) => {
    latencies[ms]!++;
    if (ms > longest) longest = ms;
  };

  const advance = (fd: number, seq: number, isEach: boolean) => {
    const before = seqOf[fd]!;
    if (before < 0) now.events++;
    else if (seq <= before) {
      now.repeated++;
      return;
    } else {
      now.events += isEach ? 1 : seq - before;
      if (isEach) now.missed += seq - before - 1;
    }
    seqOf[fd] = seq;
  };

  /** Each mark of the piece, in order. */
  const each = (data: Buffer, size: number, visit: (at: number) => void) => {
    for (let at = data.indexOf('@@'); at >= 0 && at + markBytes <= size; at = data.indexOf('@@', at + markBytes)) visit(at);
  };

  const idIn = (data: Buffer, size: number) => {
    const text = data.toString('latin1', 0, size);
    const at = text.lastIndexOf('id: ');
    if (at >= 0) lastId = text.slice(at + 4, text.indexOf('\n', at)).trim();
  };

  const note = (fd: number, data: Buffer, size: number) => {
    now.bytes += size;
    const isSampled = turn++ % sampleEvery === 0;
    if (isSampled || isStrict) {
      const piece = data.subarray(0, size);
      const at = Number(process.hrtime.bigint() / 1_000n);
      each(piece, size, (from) => {
        if (isSampled) wait(Math.min(latencyMax - 1, Math.max(0, Math.round((at - digits(piece, from + 12, 16)) / 1_000))));
        if (isStrict) advance(fd, digits(piece, from + 2, 9), true);
      });
      if (turn % 64 === 1) idIn(piece, size);
      if (isStrict) return;
    }
    for (let from = size - markBytes; from >= 0; from--) {
      if (data[from] === sign && data[from + 1] === sign) {
        advance(fd, digits(data, from + 2, 9), false);
        return;
      }
    }
  };

  return {
    begin: (strict: boolean) => {
      isStrict = strict;
      seqOf.fill(start);
    },
    expect: (seq: number) => {
      start = seq;
      seqOf.fill(seq);
    },
    greet: (fd: number, data: Buffer, size: number) => {
      seqOf[fd] = start;
      if (isStrict) each(data.subarray(0, size), size, (from) => advance(fd, digits(data, from + 2, 9), true));
    },
    note,
    stamp: () => {
      if (now.events === stamped) return;
      stamped = now.events;
      now.lastAt = nowMs();
    },
    lost: () => void now.lost++,
    take: (): Tally => {
      const taken: Tally = { ...now, lastId, latencies: [] };
      for (let ms = 0; ms <= longest; ms++) if (latencies[ms]! > 0) taken.latencies.push([ms, latencies[ms]!]);
      latencies.fill(0, 0, longest + 1);
      longest = 0;
      now = fresh();
      stamped = 0;
      return taken;
    },
  };
}
