import type { Demo } from '@pharos/lab/seed';
import type { World, WorldOptions } from '@pharos/lab/world';
import type { Mark } from './report/plot.ts';
import type { Series } from './report/series.ts';
import type { Auditor } from './watch/auditor.ts';
import type { Load } from './watch/load.ts';
import type { Readers } from './watch/readers.ts';
import type { Visitors } from './watch/visitors.ts';

/** What an experiment works with: the world it breaks, the people who use it meanwhile, and the one outside who counts. */
export interface Scene {
  world: World;
  demo: Demo;
  load: Load;
  readers: Readers;
  visitors: Visitors;
  auditor: Auditor;
  moments: Moments;
  /** Writes a line of the timeline. */
  note(what: string): void;
  sleep(ms: number): Promise<void>;
  /** Undone at the end in opposite order, whatever happens, while the world still stands. */
  defer(undo: () => unknown): void;
  signal: AbortSignal;
}

/** A world without people. */
export type BareScene = Pick<Scene, 'world' | 'note' | 'sleep' | 'signal'>;

/** On the world's clock that never jumps. */
export interface Moments {
  /** Since when the world is warm. */
  steadyMs: number;
  /** When the method began. */
  faultMs: number;
  /** When the copy was begun, and when it was made, that is put in place of a lost database. */
  copiedMs: { from: number; to: number };
  /** When that database was lost. */
  lostMs: number;
  /** When the last thing that was broken was whole again: `mended` says so. */
  mendedMs: number;
}

/** One question with a number for an answer, and the range that keeps the promise. */
export interface Probe {
  name: string;
  unit: string;
  /** Asked in these phases. */
  when: Phase[];
  /** Kept while `least <= answer <= most`. With neither it is only counted. */
  least?: number;
  most?: number;
  /** It asks how fast, which a machine that is busy answers instead of the product. */
  isOfPace?: boolean;
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
  /** What it breaks, in a few words, and what it must not. */
  breaks: string;
  /** The promise, in the words of its user. */
  hypothesis: string;
  runbook: string;
  world: DrillWorld;
  load: DrillLoad;
  /** How long nothing is judged at the beginning. */
  warmUpMs?: number;
  /** How long it is watched before anything is done; seconds that a long fault needs are taken from here. */
  steadyMs?: number;
  /** How long people go on after everything is mended. */
  settleMs?: number;
  /** Prepares what must be there before the world is: undone when the world is gone. */
  ground?(dataDir: string): Promise<AsyncDisposable>;
  probes: Probe[];
  /** What is there before people come: the data of years, written with nobody waiting. */
  furnish?: { name: string; run(scene: BareScene): Promise<void> };
  /** Done before anything is judged: the copies and standbys of which the method makes use. */
  prepare?: Step[];
  method: Step[];
  /** Always run, also when a step failed. Each step may find that nothing is broken. */
  rollback: Step[];
  /** Ends it at once when it says why. */
  abortWhen?(scene: Scene): string | undefined;
  /** What protects us, and how a world without it is made: the experiment must then fail. */
  defence?: Defence;
}

export interface DrillLoad {
  /** In each region. */
  writesPerSecond: number;
  subscribers: number;
  /** In each region; two a second where nothing is said. */
  visitsPerSecond?: number;
}

export type DrillWorld = Pick<WorldOptions, 'mode' | 'regions'> &
  Partial<Pick<WorldOptions, 'link' | 'isThrowaway' | 'roleEnv' | 'roots' | 'clusters' | 'front' | 'backups'>>;

export interface Defence {
  name: string;
  /** The world as it is without this defence. */
  withoutIt: Partial<Pick<WorldOptions, 'roleEnv' | 'isSupervised' | 'roots' | 'forbiddenSubjects'>>;
}

export interface Answer {
  phase: Phase;
  probe: string;
  unit: string;
  target: string;
  measured: number;
  isKept: boolean;
  isOfPace?: boolean;
}

export type Verdict =
  | 'pass'
  | 'fail' // a promise was not kept
  | 'invalid' // the world was not well before anything was done to it, or the machine was too busy to say how fast it is
  | 'aborted';

export interface Journal {
  experiment: string;
  title: string;
  breaks: string;
  hypothesis: string;
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
  /** What people went through, second by second, and what was done meanwhile, on the same clock. */
  series: Series[];
  marks: Mark[];
}
