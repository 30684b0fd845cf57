import { sleep } from 'k6';
import exec from 'k6/execution';
import { writesOfIncident } from './asks.ts';
import { thresholds } from './profiles.ts';
import { read } from './readers.ts';
import { respond } from './responders.ts';
import { settingsOf } from './settings.ts';
import { signUp } from './subscribers.ts';
import { visit } from './visitors.ts';

declare const __ENV: Record<string, string | undefined>;

// k6 run -e PROFILE=spike-10x -e PAGE=... chaos/load/main.ts; SCENARIOS=visitors,readers runs only these.
const settings = settingsOf(__ENV);
const { visitsPerSecond, readers, writesPerSecond, signUpsPerSecond, durationS } = settings.profile;
const duration = `${durationS}s`;

/** So often a second, whether the answers come or not: who waits for an answer before he asks again hides what is slow. */
const open = (run: string, perSecond: number) => ({
  executor: 'constant-arrival-rate',
  exec: run,
  rate: Math.max(1, Math.round(perSecond * 60)),
  timeUnit: '1m',
  duration,
  // Enough for answers that take two seconds.
  preAllocatedVUs: Math.max(2, Math.ceil(perSecond * 2)),
  maxVUs: Math.max(10, Math.ceil(perSecond * 10)),
});

const all = {
  visitors: open('visitors', visitsPerSecond),
  responders: open('responders', writesPerSecond / writesOfIncident),
  subscribers: open('subscribers', signUpsPerSecond),
  readers: { executor: 'constant-vus', exec: 'reader', vus: readers, duration },
};
const wanted = __ENV['SCENARIOS']?.split(',') ?? Object.keys(all);

export const options = {
  scenarios: Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name))),
  thresholds,
};

/** Of this run, and of this turn of it. */
const nameNow = () => `${Date.now()}-${exec.scenario.iterationInTest}`;

export const visitors = () => visit(settings);
export const responders = () => respond(settings, nameNow());
export const subscribers = () => signUp(settings, nameNow());

let version: string | undefined;
export async function reader(): Promise<void> {
  version = await read(settings, version);
  // Whoever was sent away does not come back at once.
  if (version === undefined) sleep(1);
}
