import { wrk } from './wrk.ts';

export interface Cost {
  perSecond: number;
  costMs: number;
}

/** What a request costs its server, of processor time: what others do on this machine moves that less than requests a second. */
export async function costOf(cpuMs: () => number, url: string, headers: Record<string, string>, seconds = 1): Promise<Cost> {
  const before = cpuMs();
  const { requests, perSecond } = await wrk(url, headers, { seconds });
  return { perSecond, costMs: (cpuMs() - before) / requests };
}

const turns = 5;
const warmSeconds = 4;

/** One after the other, several times: whatever else goes on here meets both alike. The first seconds of each are its compiler's. */
export async function inTurns(one: (seconds: number) => Promise<Cost>, other: (seconds: number) => Promise<Cost>): Promise<[Cost, Cost]> {
  for (const each of [one, other]) await each(warmSeconds);
  const all: [Cost, Cost][] = [];
  for (let turn = 0; turn < turns; turn++) all.push([await one(1), await other(1)]);
  const ratio = ([a, b]: [Cost, Cost]) => a.costMs / b.costMs;
  return all.toSorted((a, b) => ratio(a) - ratio(b))[Math.floor(turns / 2)]!;
}
