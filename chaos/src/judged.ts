import type { Answer, Verdict } from './experiment.ts';
import { busyMax } from './watch/processors.ts';

/**
 * What a drill that came to its end says. How fast something was says nothing on a machine that was busy; what was lost, refused or told
 * twice does, and so does what never came.
 */
export function judged(answers: Answer[], busy: number): { verdict: Verdict; reason: string | undefined } {
  const broken = answers.filter(({ isKept }) => !isKept);
  if (broken.length === 0) return { verdict: 'pass', reason: undefined };
  if (busy <= busyMax || !broken.every(({ isOfPace, measured }) => isOfPace && Number.isFinite(measured)))
    return { verdict: 'fail', reason: undefined };
  const slow = broken.map(({ probe }) => probe).join('; ');
  return {
    verdict: 'invalid',
    reason: `this machine was ${busy} % busy, and only speed was not as promised: ${slow}; try again when it is quieter`,
  };
}
