import { gatherCrowd, type Crowd } from './crowd.ts';
import type { Served } from './servers.ts';

export interface Broadcast {
  deliveriesPerCpuSecond: number;
  lastReaderMs: number;
  p99Ms: number;
  bytesPerReader: number;
  admittedPerCpuSecond: number;
  lost: number;
}

export interface Sustained {
  deliveriesPerSecond: number;
  offeredPerSecond: number;
  p50Ms: number;
  p99Ms: number;
}

// The line of an event is 300 bytes with what each server puts around it.
const lineBytes = 300;
const around = { portable: 205, linux: 205, nchan: 30 } as Record<string, number>;
const settleMs = 300;
const patienceMs = 30_000;

/** All readers on one page; events one at a time, the next when the last has reached everybody. */
export async function broadcast(serve: () => Promise<Served>, readers: number, events: number): Promise<Broadcast> {
  await using served = await serve();
  await using crowd = await gatherCrowd();
  const empty = await served.usage();
  crowd.open(served, readers);
  await until(async () => (await crowd.count()).open === readers);
  await pause(1_000);
  const opened = await served.usage();
  await sendOne(served, crowd, readers); // the first one warms the code
  const before = await served.usage();
  const lasts: number[] = [];
  const latencies: number[] = [];
  let lost = 0;
  for (let turn = 0; turn < events; turn++) {
    const one = await sendOne(served, crowd, readers);
    lasts.push(one.lastMs);
    latencies.push(...one.latencies);
    lost += one.lost;
  }
  const after = await served.usage();
  return {
    deliveriesPerCpuSecond: Math.round((readers * events) / (after.cpuSeconds - before.cpuSeconds)),
    lastReaderMs: Math.round(quantile(lasts, 0.5)),
    p99Ms: Math.round(quantile(latencies, 0.99)),
    bytesPerReader: Math.round((after.rssBytes - empty.rssBytes) / readers),
    admittedPerCpuSecond: Math.round(readers / (opened.cpuSeconds - empty.cpuSeconds)),
    lost,
  };
}

/** Events at a fixed rate, whether the server keeps up or not. */
export async function sustained(serve: () => Promise<Served>, readers: number, perSecond: number, seconds: number): Promise<Sustained> {
  await using served = await serve();
  await using crowd = await gatherCrowd();
  crowd.open(served, readers);
  await until(async () => (await crowd.count()).open === readers);
  await pause(1_000);
  await sendOne(served, crowd, readers);
  const started = performance.now();
  for (let sent = 0; sent < perSecond * seconds;) {
    const due = Math.floor(((performance.now() - started) / 1_000) * perSecond);
    for (; sent < Math.min(due, perSecond * seconds); sent++) publish(served);
    await pause(1);
  }
  const { events, latencies } = await crowd.count();
  const took = (performance.now() - started) / 1_000;
  return {
    deliveriesPerSecond: Math.round(events / took),
    offeredPerSecond: readers * perSecond,
    p50Ms: Math.round(quantile(latencies, 0.5)),
    p99Ms: Math.round(quantile(latencies, 0.99)),
  };
}

async function sendOne(served: Served, crowd: Crowd, readers: number): Promise<{ lastMs: number; latencies: number[]; lost: number }> {
  await crowd.count();
  const sentAt = publish(served);
  let seen = 0;
  let lastAt = sentAt;
  let lost = 0;
  const latencies: number[] = [];
  await until(async () => {
    const count = await crowd.count();
    seen += count.events;
    lost += count.lost;
    if (count.events > 0) lastAt = count.lastAt;
    latencies.push(...count.latencies);
    return seen + lost >= readers;
  });
  await pause(settleMs);
  return { lastMs: lastAt - sentAt, latencies, lost };
}

function publish(served: Served): number {
  const now = performance.timeOrigin + performance.now();
  served.publish(`@@${now.toFixed(1)}`, lineBytes - 17 - (around[served.name] ?? 0));
  return now;
}

async function until(isDone: () => Promise<boolean>): Promise<void> {
  const limit = performance.now() + patienceMs;
  while (!(await isDone())) {
    if (performance.now() > limit) throw new Error(`not done within ${patienceMs} ms`);
    await pause(10);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function quantile(values: number[], at: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? NaN;
}
