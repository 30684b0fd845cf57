import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quantile, until, type Histogram } from './measure.ts';
import { stop } from './servers.ts';

const events = 150;
const everyMs = 100;
// The first ones compile the code of every role.
const warmEvents = 30;

/** The whole product in two regions, each role a process of its own; how long after a commit is the event on a reader's socket? */
export async function commitToSocket(rttMs: number) {
  const dir = await mkdtemp(join(tmpdir(), 'pharos-bench-'));
  // Below the ports that systems give to outgoing connections.
  const base = 12_000 + randomInt(190) * 100;
  const file = fileURLToPath(new URL('../../lab/src/main.ts', import.meta.url));
  const words = [
    '--real',
    '--regions',
    'us,eu',
    '--rtt',
    String(rttMs),
    '--jitter',
    '0',
    '--port',
    String(base),
    '--data',
    dir,
    '--log',
    'error',
  ];
  const lab = spawn(process.execPath, [file, ...words], { stdio: ['ignore', 'pipe', 2] });
  try {
    const { key, slug } = await ready(lab);
    // Roles stand in the lab in this order from its port on: edge, api, gateway.
    const port = (region: number, role: number) => base + 100 * region + role;
    const auth = { authorization: `Bearer ${key}` };
    const found = await fetch(`http://127.0.0.1:${port(1, 0)}/${slug}`);
    const page = /\/live\/([0-9a-f-]{36})/.exec(await found.text())?.[1];
    if (!page) throw new Error('the page does not say where it is live');
    const near = follow(`http://127.0.0.1:${port(1, 2)}/live/${page}`);
    const far = follow(`http://127.0.0.1:${port(2, 2)}/live/${page}`);
    await until(async () => near.isOpen() && far.isOpen(), 'both readers are greeted');
    const committed = new Map<string, { sentAt: number; answeredAt: number }>();
    for (let turn = 0; turn < warmEvents + events; turn++) {
      const sentAt = performance.now();
      const answer = await fetch(`http://127.0.0.1:${port(1, 1)}/v1/pages/${page}/incidents`, {
        method: 'POST',
        headers: { ...auth, 'content-type': 'application/json' },
        body: JSON.stringify({ title: `bench ${turn}`, body: 'Measured.', impact: 'minor' }),
      });
      const answeredAt = performance.now();
      const { id } = (await answer.json()) as { id: string };
      if (answer.status !== 201) throw new Error(`the API answered ${answer.status}`);
      if (turn >= warmEvents) committed.set(id, { sentAt, answeredAt });
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, everyMs - (performance.now() - sentAt))));
    }
    const isThere = (reader: typeof near) => [...committed.keys()].every((id) => reader.seenAt(id) !== undefined);
    await until(async () => isThere(near) && isThere(far), 'both readers have all', { withinMs: 10_000 });
    const latencies = (reader: typeof near, from: 'sentAt' | 'answeredAt') =>
      [...committed].map(([id, at]): Histogram[number] => [Math.max(0, reader.seenAt(id)! - at[from]), 1]);
    return {
      nearP50Ms: quantile(latencies(near, 'answeredAt'), 0.5),
      nearP99Ms: quantile(latencies(near, 'answeredAt'), 0.99),
      farP50Ms: quantile(latencies(far, 'answeredAt'), 0.5),
      farP99Ms: quantile(latencies(far, 'answeredAt'), 0.99),
      /** With the write itself in it. */
      nearFromRequestP99Ms: quantile(latencies(near, 'sentAt'), 0.99),
      farFromRequestP99Ms: quantile(latencies(far, 'sentAt'), 0.99),
    };
  } finally {
    await stop(lab, 'SIGTERM');
    await rm(dir, { recursive: true, force: true });
  }
}

function ready(lab: ChildProcess): Promise<{ key: string; slug: string }> {
  return new Promise((resolve, reject) => {
    let text = '';
    lab.stdout!.on('data', (data: Buffer) => {
      text += data.toString();
      const key = /key of the demo page: (\S+)/.exec(text)?.[1];
      const slug = /page in us\s+https?:\/\/[^/\s]+\/(\S+)/.exec(text)?.[1];
      if (key && slug) resolve({ key, slug });
    });
    lab.once('exit', (code) => reject(new Error(`the lab ended with ${code}: ${text}`)));
  });
}

/** A reader that notes when the first piece with an incident's id came. */
function follow(url: string) {
  const seen = new Map<string, number>();
  let isOpen = false;
  const read = async () => {
    const answer = await fetch(url, { headers: { accept: 'text/event-stream' } });
    let rest = '';
    for await (const piece of answer.body!) {
      const now = performance.now();
      isOpen = true;
      rest += Buffer.from(piece as Uint8Array).toString();
      for (const [, id] of rest.matchAll(/"id":"([0-9a-f-]{36})"/g)) if (!seen.has(id!)) seen.set(id!, now);
      rest = rest.slice(-128);
    }
  };
  // Cut off when the lab stops; a reader that never opened, or lacks an event, is found out by who waits for it.
  read().catch(() => (isOpen = false));
  return { isOpen: () => isOpen, seenAt: (id: string) => seen.get(id) };
}
