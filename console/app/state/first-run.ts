import type { View } from './watch.ts';

/** Nobody has said anything on it yet. */
export function isEmpty(view: Pick<View, 'components' | 'incidents' | 'maintenances'>): boolean {
  return view.components.length === 0 && view.incidents.length === 0 && view.maintenances.length === 0;
}

export const firstSteps = ['name', 'components', 'look', 'invite', 'test'] as const;
export type FirstStep = (typeof firstSteps)[number];

/** How far somebody is with the first steps of a page; `isLeft`: they are done with them. */
export interface FirstRun {
  at: number;
  done: FirstStep[];
  isLeft: boolean;
}

export const firstRun: FirstRun = { at: 0, done: [], isLeft: false };

/** Done, or skipped: the next one. After the last one the page is at work. */
export function stepOn(run: FirstRun, isDone: boolean): FirstRun {
  const step = firstSteps[run.at];
  const done = step !== undefined && isDone && !run.done.includes(step) ? [...run.done, step] : run.done;
  const at = run.at + 1;
  return { at, done, isLeft: run.isLeft || at >= firstSteps.length };
}

/** An address of a page, made of its name. */
export function slugOf(name: string): string {
  const plain = name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  return plain.slice(0, 40).replaceAll(/^-+|-+$/g, '');
}
