import { fork } from 'node:child_process';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@pharos/core/clock';
import { newId } from '@pharos/core/id';
import { seededRandom } from '@pharos/core/random';
import { decodeVersion } from '@pharos/core/version';
import type { Told, Usage } from './gateway-process.ts';

export interface ChurnOptions {
  seconds: number;
  readers: number;
  engine: 'portable' | 'linux';
  seed: number;
}

export interface Churned {
  engine: string;
  seconds: number;
  connections: number;
  events: number;
  /** Events a reader was not told, or was told twice. */
  wrong: number;
  before: Usage;
  after: Usage;
  /** Everything is as it was: descriptors, and what the process holds after it was asked to let go of all it can. */
  isBack: boolean;
}

// A stay ends after this long at most; a reader that is away comes back within a fifth of it.
const stayMs = 2_000;
const pagesCount = 20;
// The first round fills what is filled once: code, buffers, tables that grow.
const warmMs = 5_000;
const settleMs = 3_000;
// What may be more in the end: the garbage of the measurement itself, and tables that have grown by a step.
const slackBytes = 4_000_000;
const readySlackMs = 15_000;

/** Readers who come and go by every door there is, for as long as asked; then all leave, and nothing may be left of them. */
export async function churn({ seconds, readers, engine, seed }: ChurnOptions): Promise<Churned> {
  const pages = Array.from({ length: pagesCount }, newId);
  const child = fork(fileURLToPath(new URL('./gateway-process.ts', import.meta.url)), [`--engine=${engine}`, `--pages=${pages.join()}`], {
    execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const next = <T extends Told['told']>(told: T) =>
    new Promise<Extract<Told, { told: T }>>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`the gateway did not say its ${told}`)), readySlackMs);
      child.once('exit', (code) => reject(new Error(`the gateway ended with ${code}`)));
      child.once('message', (message) => {
        clearTimeout(late);
        resolve(message as Extract<Told, { told: T }>);
      });
    });
  const usage = async (): Promise<Usage> => {
    await systemClock.sleep(settleMs);
    child.send('usage');
    const { told: _told, ...used } = await next('usage');
    return used;
  };
  try {
    const { url } = await next('url');
    const counts = { connections: 0, events: 0, wrong: 0 };
    const round = (ms: number, from: number) => crowd({ port: Number(new URL(url).port), pages, readers, ms, seed: from, counts });
    await round(warmMs, seed);
    const before = await usage();
    await round(seconds * 1_000, seed + 1);
    const after = await usage();
    const isSame = (what: 'heapBytes' | 'bufferBytes') => after[what] <= before[what] + slackBytes;
    const isBack = after.readers === 0 && after.descriptors <= before.descriptors && isSame('heapBytes') && isSame('bufferBytes');
    return { engine, seconds, ...counts, before, after, isBack };
  } finally {
    child.disconnect();
  }
}

interface Crowd {
  port: number;
  pages: string[];
  readers: number;
  ms: number;
  seed: number;
  counts: { connections: number; events: number; wrong: number };
}

async function crowd({ port, pages, readers, ms, seed, counts }: Crowd): Promise<void> {
  const random = seededRandom(seed);
  const until = systemClock.elapsed() + ms;
  const one = async (at: number) => {
    const page = pages[at % pages.length]!;
    let last: string | undefined;
    await systemClock.sleep(random() * Math.min(1_000, ms / 2));
    while (systemClock.elapsed() < until) {
      counts.connections++;
      last = await stay(port, page, last, Math.min(random() * stayMs, until - systemClock.elapsed()), random(), counts);
      await systemClock.sleep((random() * stayMs) / 5);
    }
  };
  await Promise.all(Array.from({ length: readers }, (_, at) => one(at)));
}

/** One connection, left by one of the doors; answers the id seen last. */
function stay(
  port: number,
  page: string,
  after: string | undefined,
  ms: number,
  door: number,
  counts: Crowd['counts'],
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let last = after;
    let rest = '';
    const request = `GET /live/${page}${after ? `?after=${after}` : ''} HTTP/1.1\r\nHost: churn\r\n\r\n`;
    socket.on('connect', () => {
      // A tenth leave in the middle of the question.
      socket.write(door < 0.1 ? request.slice(0, 40) : request);
      setTimeout(() => {
        if (door < 0.4) socket.resetAndDestroy();
        else if (door < 0.7) socket.end();
        else socket.destroy();
      }, ms);
    });
    socket.on('data', (data) => {
      const blocks = (rest + data.toString()).split('\n\n');
      rest = blocks.pop()!;
      for (const block of blocks) {
        const id = /^id: (.*)$/m.exec(block)?.[1];
        if (id && block.includes('event: change')) {
          counts.events++;
          if (last && sequence(id) !== sequence(last) + 1) counts.wrong++;
        }
        last = id ?? last;
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(last));
  });
}

function sequence(version: string): number {
  return Object.values(decodeVersion(version) ?? {})[0] ?? 0;
}
