import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import { Problem } from '@pharos/core/problem';
import { failJob, type Job } from '@pharos/region/jobs/jobs';
import { endReceiving, putRows, type JobRow, type Place } from '@pharos/region/jobs/rows';

/** What one kind of file is made of: how its bytes become rows, and what is kept of it for whoever goes on with it. */
export interface FileReader {
  /** Rows that are whole, with where each ends. Throws a FileFault. */
  push(chunk: Uint8Array): PlacedRow[];
  end(): PlacedRow[];
  /** What a later piece of the file needs to know. */
  format(): Record<string, unknown>;
  /** Waited for before a row is put down; throws a FileFault for a file of which nothing can be done. */
  before?(row: JobRow): Promise<void>;
}

export interface PlacedRow {
  /** Undefined: it says nothing that is to be done, as the names of the columns. */
  row: JobRow | undefined;
  end: Place;
}

/** The whole file is wrong from here on, whatever follows. */
export class FileFault extends Error {}

export interface Upload {
  body: ReadableStream<Uint8Array>;
  /** Where in the file this piece of it begins. */
  offset: number;
  /** Another piece will follow. */
  isMore: boolean;
  /** So long it says it is; what is shorter has broken off. */
  length: number | undefined;
  bounds: FileBounds;
}

export interface FileBounds {
  bytes: number;
  rows: number;
}

// One statement of some ten milliseconds; the rows of one are all that is in memory of a file.
const rowsPerPut = 500;
const charsPerPut = 250_000;

/**
 * Takes a file as it arrives: whole rows are put down in batches, each together with how far that is, and the sender is read no
 * faster than they are. Whoever breaks off goes on from there. Answers where the next piece begins; undefined: all of it is here.
 */
export async function receive(
  door: PostgresDoor,
  job: Job,
  reader: FileReader,
  { body, offset, isMore, length, bounds }: Upload,
): Promise<void> {
  let from = job.receivedBytes;
  let to: Place = { bytes: job.receivedBytes, lines: job.receivedLines };
  let received = job.receivedRows;
  let waiting: JobRow[] = [];
  let chars = 0;

  const put = async () => {
    if (to.bytes === from) return;
    const [rows, before] = [waiting, from];
    waiting = [];
    chars = 0;
    from = to.bytes;
    if (!(await door((sql) => putRows(sql, job.id, rows, { from: before, to, format: reader.format() })))) throw notReceiving();
  };
  const take = async (placed: PlacedRow[]) => {
    for (const { row, end } of placed) {
      if (row) {
        await reader.before?.(row);
        if (++received > bounds.rows) throw new FileFault(`has more than ${bounds.rows} rows: send it in several imports`);
        waiting.push(row);
        chars += JSON.stringify(row.fields).length;
      }
      to = end;
      if (waiting.length >= rowsPerPut || chars >= charsPerPut) await put();
    }
  };

  try {
    let at = offset;
    for await (const chunk of chunksOf(body)) {
      at += chunk.byteLength;
      if (at > bounds.bytes) throw new FileFault(`has more than ${bounds.bytes} bytes: send it in several imports`);
      // What is here already is passed over.
      const fresh = at - Math.max(job.receivedBytes, at - chunk.byteLength);
      if (fresh > 0) await take(reader.push(chunk.subarray(chunk.byteLength - fresh)));
    }
    if (length !== undefined && at - offset < length) throw new BrokenOff();
    if (isMore) return await put();
    await take(reader.end());
    await put();
    if (!(await door((sql) => endReceiving(sql, job.id, from)))) throw notReceiving();
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    await door((sql) => failJob(sql, job.id, error.message));
    throw new Problem('invalid', `the file ${error.message}`, { cause: error });
  }
}

/** Ends with a Problem, not with whatever the connection says, where the sender goes away. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw new BrokenOff();
      });
      if (done) return;
      yield value;
    }
  } finally {
    // Whoever sends on after a refusal is not listened to.
    reader.cancel().catch(() => undefined);
  }
}

/** Its sender has gone away, or has sent less than was said. */
export class BrokenOff extends Problem {
  constructor() {
    super('invalid', 'the file broke off: sent with an Idempotency-Key, what has arrived is kept for a day, and the rest may follow');
  }
}

function notReceiving(): Problem {
  return new Problem('conflict', 'this import is not received any more, or somebody else is sending it as well: look at its job');
}
