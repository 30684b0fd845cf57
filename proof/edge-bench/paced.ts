import { Agent, get } from 'node:http';
import { p50, p99 } from '../mesh-bench/measure.ts';

export interface Paced {
  requests: number;
  failed: number;
  p50Ms: number;
  p99Ms: number;
  worstMs: number;
}

// A request that takes longer is not answered.
const limitMs = 5_000;

/** So many requests a second, whether those before were answered or not: as visitors come. How long each took, from when it was due. */
export async function paced(url: string, headers: Record<string, string>, { perSecond = 500, seconds = 15 } = {}): Promise<Paced> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const tookMs: number[] = [];
  let failed = 0;
  const began = performance.now();
  const running: Promise<void>[] = [];
  for (let at = 0; at < perSecond * seconds; at++) {
    const due = began + (at * 1_000) / perSecond;
    const wait = due - performance.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    running.push(
      ask(agent, url, headers).then(
        () => void tookMs.push(performance.now() - due),
        () => void failed++,
      ),
    );
  }
  await Promise.all(running);
  agent.destroy();
  return { requests: perSecond * seconds, failed, p50Ms: p50(tookMs), p99Ms: p99(tookMs), worstMs: Math.max(...tookMs) };
}

function ask(agent: Agent, url: string, headers: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = get(url, { agent, headers, timeout: limitMs }, (answer) => {
      answer.resume();
      answer.once('error', reject);
      answer.once('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error(String(answer.statusCode)))));
    });
    asked.once('timeout', () => asked.destroy(new Error('late')));
    asked.once('error', reject);
  });
}
