import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '@pharos/lab/ports';
import { seedDemo } from '@pharos/lab/seed';
import { createWorld } from '@pharos/lab/world';
import { createAuditor } from './auditor.ts';
import type { Answer, Experiment, Journal, Phase, Probe, Scene, Verdict } from './experiment.ts';
import { startLoad } from './load.ts';
import { createSubscribers } from './subscribers.ts';

export interface RunOptions {
  /** With its defence off, an experiment must fail: that is what shows that it can. */
  isDefended: boolean;
  onProgress(line: string): void;
  signal: AbortSignal;
}

// How often it is asked whether to give up.
const guardMs = 250;
// Fresh processes compile as they go: what they do first says nothing of how they are.
const warmUpMs = 5_000;
// Long enough for a 99th percentile of the load.
const steadyMs = 10_000;

/**
 * before -> method -> during -> rollback -> after. The steady state is probed in each phase; false before, the run is
 * invalid. The rollback always runs, also when a step failed or the guard gave up.
 */
export async function runExperiment(experiment: Experiment, { isDefended, onProgress, signal }: RunOptions): Promise<Journal> {
  const dataDir = await mkdtemp(join(tmpdir(), 'pharos-drill-'));
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
  let linkMode = '';

  try {
    await using opened = new AsyncDisposableStack();
    note('bringing up the world');
    const env = isDefended ? {} : experiment.defence.withoutIt;
    const world = opened.use(
      await createWorld({ ...experiment.world, dataDir, ports: freePorts(), isThrowaway: true, logLevel: 'warn', roleEnv: env }),
    );
    linkMode = world.mode === 'real' ? 'TCP proxy: a cut holds bytes back silently (drop)' : 'in-process links';
    const demo = await seedDemo(world);
    const subscribers = await createSubscribers(world, demo, experiment.load.subscribers);
    const load = opened.use(await startLoad(world, demo, experiment.load.writesPerSecond));
    const loadStartedAt = world.clock.elapsed();
    const giveUp = new AbortController();
    const scene: Scene = {
      world,
      demo,
      load,
      auditor: createAuditor(world, demo, load, subscribers),
      note,
      sleep: (ms) => world.clock.sleep(ms, AbortSignal.any([signal, giveUp.signal])),
      signal,
      steadySinceMs: 0,
    };
    const guard = setInterval(() => {
      const why = experiment.abortWhen(scene);
      if (why) giveUp.abort(new Error(why));
    }, guardMs);
    opened.defer(() => clearInterval(guard));

    await scene.sleep(warmUpMs);
    scene.steadySinceMs = world.clock.elapsed() - loadStartedAt;
    note('warm; the steady state is watched');
    await scene.sleep(steadyMs);
    answers.push(...(await probe('before', experiment.probes, scene)));
    if (answers.some((answer) => !answer.isKept)) {
      verdict = 'invalid';
      reason = 'the world was not well before anything was done to it';
    } else {
      try {
        for (const step of experiment.method) {
          note(step.name);
          await step.run(scene);
        }
        answers.push(...(await probe('during', experiment.probes, scene)));
      } catch (error) {
        verdict = 'aborted';
        reason = (error as Error).message;
      }
      for (const step of experiment.rollback) {
        note(step.name);
        await step.run(scene);
      }
      answers.push(...(await probe('after', experiment.probes, scene)));
      if (verdict === 'pass' && answers.some((answer) => !answer.isKept)) verdict = 'fail';
    }
    counts = { acknowledged: load.acknowledged().length, refused: load.refused().length };
    note('taking the world down');
  } catch (error) {
    verdict = 'aborted';
    reason = (error as Error).message;
  }
  await rm(dataDir, { recursive: true, force: true });
  return {
    experiment: experiment.name,
    title: experiment.title,
    hypothesis: experiment.hypothesis,
    blastRadius: experiment.blastRadius,
    runbook: experiment.runbook,
    defence: { name: experiment.defence.name, isOn: isDefended },
    verdict,
    reason,
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(performance.now() - zero),
    machine: `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}, Node ${process.version}`,
    revision: revision(),
    linkMode,
    timeline,
    answers,
    counts,
  };
}

async function probe(phase: Phase, probes: Probe[], scene: Scene): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const each of probes.filter(({ when }) => when.includes(phase))) {
    const measured = await each.ask(scene);
    const isKept = measured >= (each.least ?? -Infinity) && measured <= (each.most ?? Infinity);
    answers.push({ phase, probe: each.name, unit: each.unit, target: targetOf(each), measured, isKept });
    scene.note(`${phase}: ${each.name}: ${round(measured)} ${each.unit} (${targetOf(each)}) ${isKept ? 'kept' : 'NOT KEPT'}`);
  }
  return answers;
}

function targetOf({ least, most }: Probe): string {
  if (least === most) return `exactly ${least}`;
  return [least === undefined ? '' : `at least ${least}`, most === undefined ? '' : `at most ${most}`].filter(Boolean).join(', ');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function revision(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown'; // not a checkout
  }
}
