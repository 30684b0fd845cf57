import { expect, it } from 'vitest';
import { dueStepOf, stepOf, type AlertState } from './step.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1_000).toISOString();
const atOnce = { waitSeconds: 0, quietSeconds: 0 };
const patient = { waitSeconds: 60, quietSeconds: 120 };

/** What is done, in order, of what is sent and of the time that passes. */
function play(waits: typeof atOnce, events: [seconds: number, what: 'fires' | 'ends' | 'due'][]): string[] {
  let state: AlertState | undefined;
  return events.map(([seconds, what]) => {
    const step = what === 'due' ? dueStepOf(state, at(seconds)) : stepOf(state, what === 'fires', waits, at(seconds));
    state = step?.after ?? state;
    return step ? `${step.does} ${state!.state} ${state!.episode}` : 'known';
  });
}

it('an alert opens once, is closed once, and opens anew as another one', () => {
  expect(
    play(atOnce, [
      [0, 'ends'],
      [1, 'fires'],
      [2, 'fires'],
      [3, 'ends'],
      [4, 'ends'],
      [5, 'fires'],
    ]),
  ).toEqual(['known', 'open firing 1', 'known', 'resolve resolved 1', 'known', 'open firing 2']);
});

it('one that is over before it was waited for is never heard of', () => {
  expect(
    play(patient, [
      [0, 'fires'],
      [59, 'due'],
      [59, 'ends'],
      [60, 'due'],
      [100, 'fires'],
      [159, 'due'],
      [160, 'due'],
      [161, 'due'],
    ]),
  ).toEqual(['nothing waiting 1', 'known', 'nothing resolved 1', 'known', 'nothing waiting 2', 'known', 'open firing 2', 'known']);
});

it('one that goes and comes is one incident, and is over when it has been quiet for long enough', () => {
  expect(
    play({ ...patient, waitSeconds: 0 }, [
      [0, 'fires'],
      [10, 'ends'],
      [20, 'fires'],
      [30, 'ends'],
      [130, 'due'],
      [149, 'due'],
      [150, 'due'],
      [151, 'fires'],
    ]),
  ).toEqual([
    'open firing 1',
    'nothing quiet 1',
    'nothing firing 1',
    'nothing quiet 1',
    'known',
    'known',
    'resolve resolved 1',
    'open firing 2',
  ]);
});
