import type { Demo } from '@pharos/lab/seed';
import type { World, WorldOptions } from '@pharos/lab/world';
import type { Auditor } from './auditor.ts';
import type { Load } from './load.ts';

/** What an experiment works with: the world it breaks, the load on it, and the one outside who counts. */
export interface Scene {
  world: World;
  demo: Demo;
  load: Load;
  auditor: Auditor;
  /** Writes a line of the timeline. */
  note(what: string): void;
  sleep(ms: number): Promise<void>;
  signal: AbortSignal;
  /** Since when, on the load's clock, the world is warm. */
  steadySinceMs: number;
}

/** One question with a number for an answer, and the range that keeps the promise. */
export interface Probe {
  name: string;
  unit: string;
  /** Asked in these phases. */
  when: Phase[];
  /** Kept while `least <= answer <= most`. */
  least?: number;
  most?: number;
  ask(scene: Scene): Promise<number> | number;
}

export type Phase = 'before' | 'during' | 'after';

export interface Step {
  name: string;
  run(scene: Scene): Promise<void> | void;
}

export interface Experiment {
  name: string;
  title: string;
  /** The promise, in the words of its user. */
  hypothesis: string;
  /** What it may break, and what it must not. */
  blastRadius: string;
  runbook: string;
  world: Pick<WorldOptions, 'mode' | 'regions'> & Partial<Pick<WorldOptions, 'link'>>;
  load: { writesPerSecond: number; subscribers: number };
  probes: Probe[];
  method: Step[];
  rollback: Step[];
  /** Ends it at once when it says why. */
  abortWhen(scene: Scene): string | undefined;
  /** What protects us, and how a world without it is made: the experiment must then fail. */
  defence: { name: string; withoutIt: Record<string, string> };
}

export interface Answer {
  phase: Phase;
  probe: string;
  unit: string;
  target: string;
  measured: number;
  isKept: boolean;
}

export type Verdict =
  | 'pass'
  | 'fail' // a promise was not kept
  | 'invalid' // the world was not well before anything was done to it
  | 'aborted';

export interface Journal {
  experiment: string;
  title: string;
  hypothesis: string;
  blastRadius: string;
  runbook: string;
  defence: { name: string; isOn: boolean };
  verdict: Verdict;
  reason: string | undefined;
  startedAt: string;
  durationMs: number;
  machine: string;
  revision: string;
  linkMode: string;
  timeline: { atMs: number; what: string }[];
  answers: Answer[];
  counts: Record<string, number>;
}
