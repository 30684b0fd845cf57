import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '@pharos/lab/ports';
import { createWorld } from '@pharos/lab/world';
import { probe } from './ask-probes.ts';
import type { Answer, Experiment, Journal, Scene, Verdict } from './experiment.ts';
import { judged } from './judged.ts';
import { openScene } from './open-scene.ts';
import { seriesOf } from './report/series.ts';
import { machine, revision } from './report/where.ts';
import { busyMax, watchProcessors } from './watch/processors.ts';

export interface RunOptions {
  /** With its defence off, an experiment must fail: that is what shows that it can. */
  isDefended: boolean;
  onProgress(line: string): void;
  signal: AbortSignal;
}

// How often it is asked whether to give up.
const guardMs = 250;
// Fresh processes compile as they go: what they do first says nothing of how they are.
const warmUpMsUsual = 6_000;
// Long enough for a 99th percentile of the load.
const steadyMsUsual = 8_000;
// After the mending people go on: what was broken must take part again.
const settleMsUsual = 2_000;

/**
 * before -> method -> during -> rollback -> after. The steady state is probed in each phase; false before, the run is
 * invalid. The rollback always runs, also when a step failed or the guard gave up.
 */
export async function runExperiment(experiment: Experiment, { isDefended, onProgress, signal }: RunOptions): Promise<Journal> {
  const startedAt = new Date();
  const zero = performance.now();
  const timeline: Journal['timeline'] = [];
  const answers: Answer[] = [];
  const note = (what: string) => {
    timeline.push({ atMs: Math.round(performance.now() - zero), what });
    onProgress(what);
  };
  let verdict: Verdict = 'pass';
  let reason: string | undefined;
  let counts: Record<string, number> = {};
  let watched: Pick<Journal, 'series' | 'marks'> = { series: [], marks: [] };

  const dataDir = await mkdtemp(join(tmpdir(), 'pharos-drill-'));
  try {
    await using opened = new AsyncDisposableStack();
    if (experiment.ground) opened.use(await experiment.ground(dataDir));
    note('bringing up the world');
    const world = opened.use(
      await createWorld({
        isThrowaway: true,
        isSupervised: true,
        ...experiment.world,
        ...(isDefended ? {} : experiment.defence?.withoutIt),
        dataDir,
        ports: freePorts(),
        logLevel: 'warn',
      }),
    );
    if (experiment.furnish) {
      note(experiment.furnish.name);
      await experiment.furnish.run({ world, note, signal, sleep: (ms) => world.clock.sleep(ms, signal) });
    }
    const giveUp = new AbortController();
    const scene = await openScene({ experiment, world, opened, note, signal: AbortSignal.any([signal, giveUp.signal]) });
    const guard = setInterval(() => {
      const why = experiment.abortWhen?.(scene);
      if (why) giveUp.abort(new Error(why));
    }, guardMs);
    opened.defer(() => clearInterval(guard));

    await scene.sleep(experiment.warmUpMs ?? warmUpMsUsual);
    for (const step of experiment.prepare ?? []) {
      note(step.name);
      await step.run(scene);
    }
    scene.moments.steadyMs = world.clock.elapsed();
    note('warm; the steady state is watched');
    const processors = watchProcessors();
    let busyMost = 0;
    const busy = () => {
      const now = processors();
      busyMost = Math.max(busyMost, now);
      return now;
    };
    await scene.sleep(experiment.steadyMs ?? steadyMsUsual);
    const busyBefore = busy();
    note(`the processors were ${busyBefore} % busy`);
    answers.push(...(await probe('before', experiment.probes, scene)));
    if (answers.some((answer) => !answer.isKept)) {
      verdict = 'invalid';
      reason = wordsOfInvalid(busyBefore);
    } else {
      reason = await perform(experiment, scene, { answers, busy });
      if (reason !== undefined) verdict = 'aborted';
      else ({ verdict, reason } = judged(answers, isDefended ? busyMost : 0));
    }
    counts = countsOf(scene);
    watched = watchedIn(scene);
    note('taking the world down');
  } catch (error) {
    verdict = 'aborted';
    reason = (error as Error).message;
  }
  await rm(dataDir, { recursive: true, force: true });
  const { name, title, breaks, hypothesis, runbook, defence, world } = experiment;
  return {
    experiment: name,
    title,
    breaks,
    hypothesis,
    runbook,
    defence: { name: defence?.name ?? 'none that can be switched off', isOn: isDefended },
    verdict,
    reason,
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(performance.now() - zero),
    machine: machine(),
    revision: revision(),
    linkMode: world.mode === 'real' ? 'TCP proxy: a cut holds bytes back silently (drop)' : 'in-process links',
    timeline,
    answers,
    counts,
    ...watched,
  };
}

function wordsOfInvalid(busy: number): string {
  const why = 'the world was not well before anything was done to it';
  return busy > busyMax ? `${why}: this machine was ${busy} % busy, try again when it is quieter` : why;
}

/** Answers why it was given up, or undefined. */
async function perform(
  { method, rollback, probes, settleMs }: Experiment,
  scene: Scene,
  { answers, busy }: { answers: Answer[]; busy: () => number },
): Promise<string | undefined> {
  const { moments, world, note, load } = scene;
  moments.faultMs = world.clock.elapsed();
  let reason: string | undefined;
  try {
    for (const step of method) {
      note(step.name);
      await Promise.race([step.run(scene), givenUp(scene.signal)]);
    }
    note(`the processors were ${busy()} % busy meanwhile`);
    answers.push(...(await probe('during', probes, scene)));
  } catch (error) {
    reason = (error as Error).message;
  }
  for (const step of rollback) {
    note(step.name);
    await step.run(scene);
  }
  if (moments.mendedMs < moments.faultMs) moments.mendedMs = world.clock.elapsed();
  await world.clock.sleep(settleMs ?? settleMsUsual);
  note('let the load end');
  await load.stop();
  answers.push(...(await probe('after', probes, scene)));
  return reason;
}

/** Rejects when the drill is given up: a step that hangs must not keep the world from being taken down. */
function givenUp(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

function countsOf({ load, readers, visitors }: Scene): Record<string, number> {
  return {
    'writes acknowledged': load.acknowledged().length,
    'attempts refused': load.refused().length,
    'updates seen by streams': readers.seen().length,
    'streams that broke': readers.breaks(),
    'readers told to take the page anew': readers.resets(),
    'visits to the page': visitors.visits().length,
    'visits without a page': visitors.visits().filter(({ why }) => why !== undefined).length,
  };
}

function watchedIn({ world, load, readers, visitors, moments }: Scene): Pick<Journal, 'series' | 'marks'> {
  const { steadyMs, faultMs, mendedMs } = moments;
  const watched = {
    regions: world.regions.map(({ name }) => name),
    acknowledged: load.acknowledged(),
    refused: load.refused(),
    seen: readers.seen(),
    visits: visitors.visits(),
  };
  const marks = [
    { atS: (faultMs - steadyMs) / 1_000, name: 'broken' },
    { atS: (mendedMs - steadyMs) / 1_000, name: 'mended' },
  ];
  return {
    series: seriesOf(watched, steadyMs, world.clock.elapsed()),
    marks: faultMs === 0 ? [] : marks.filter(({ atS }) => atS >= 0),
  };
}
