import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Random } from './random.ts';
import type { Traces } from './traces.ts';

/** What every role is given: who it is, and its only doors to time, chance and those who watch it. */
export interface Kit {
  role: string;
  region: string;
  /** The same for ever; decides ties between regions. */
  regionNumber: number;
  clock: Clock;
  random: Random;
  log: Log;
  metrics: Metrics;
  /** None: nobody wants to see journeys, and nobody pays for them. */
  traces?: Traces | undefined;
}

/** Each thing a role needs, and whether it answers: undefined is well, a text says what is wrong. */
export type Checks = Record<string, string | undefined>;

/** Something with a life: it is running when its factory answers, and gone when it is disposed. */
export interface Role extends AsyncDisposable {
  /** Asked by `/readyz`; answers within a second or so. */
  checks(): Promise<Checks>;
  /** Where it listens, if it does. */
  url?: string;
}
