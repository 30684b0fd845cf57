import type { Answer, Phase, Probe, Scene } from './experiment.ts';

/** Asks the probes of a phase, one after the other: an answer that cannot be had is not a promise kept. */
export async function probe(phase: Phase, probes: Probe[], scene: Scene): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const each of probes.filter(({ when }) => when.includes(phase))) {
    const measured = await each.ask(scene);
    const isKept = isWithin(each, measured);
    answers.push({
      phase,
      probe: each.name,
      unit: each.unit,
      target: targetOf(each),
      measured,
      isKept,
      ...(each.isOfPace ? { isOfPace: true } : {}),
    });
    scene.note(`${phase}: ${each.name}: ${round(measured)} ${each.unit} (${targetOf(each)}) ${isKept ? 'kept' : 'NOT KEPT'}`);
  }
  return answers;
}

// Only counted: any answer will do, also none.
function isWithin({ least, most }: Probe, measured: number): boolean {
  if (least === undefined && most === undefined) return true;
  return measured >= (least ?? -Infinity) && measured <= (most ?? Infinity);
}

function targetOf({ least, most }: Probe): string {
  if (least === undefined && most === undefined) return 'counted';
  if (least === most) return `exactly ${least}`;
  return [least === undefined ? '' : `at least ${least}`, most === undefined ? '' : `at most ${most}`].filter(Boolean).join(', ');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
