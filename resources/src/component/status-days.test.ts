import { newId } from '@pharos/core/id';
import type { ComponentStatus } from '@pharos/core/severity';
import { expect, it } from 'vitest';
import { saysMore } from '../known-names.ts';
import type { Fold, Json } from '../fold.ts';
import { notesOfStatus, spansSet } from './status-days.ts';

const id = newId();
const day = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const ticks = 2_048;

/** A component as regions write it; each fold is another one's copy. */
function component(status: ComponentStatus = 'operational', ms = start): Fold {
  const given: Record<string, Json> = { name: 'API', order: 'V', status, createdAt: new Date(start).toISOString() };
  return new Map(Object.entries(given).map(([name, value]) => [name, { value, hlc: ms * ticks, region: 1 }]));
}
function set(fold: Fold, ms: number, status: ComponentStatus, region = 1): Fold {
  const written = { status, ...notesOfStatus(fold, `r${region}`, status, new Date(ms).toISOString()) };
  return new Map([...fold, ...Object.entries(written).map(([name, value]) => [name, { value, hlc: ms * ticks, region }] as const)]);
}
const merged = (one: Fold, other: Fold): Fold =>
  new Map(
    [...new Set([...one.keys(), ...other.keys()])].map((name) => {
      const [a, b] = [one.get(name), other.get(name)];
      return [name, !a || (b && (b.hlc > a.hlc || (b.hlc === a.hlc && b.region > a.region))) ? b! : a];
    }),
  );
const told = (fold: Fold) => spansSet(id, fold).map(({ from, to, status }) => [(from - start) / 1_000, to && (to - start) / 1_000, status]);

it('what people set is known from when to when, long after the register has forgotten it', () => {
  let fold = component();
  fold = set(fold, start + 10_000, 'major_outage');
  fold = set(fold, start + 20_000, 'partial_outage');
  fold = set(fold, start + 2 * day, 'operational');
  fold = set(fold, start + 3 * day, 'degraded_performance');
  expect(told(fold)).toEqual([
    [10, 20, 'major_outage'],
    [20, 2 * 86_400, 'partial_outage'],
    [3 * 86_400, null, 'degraded_performance'],
  ]);
  expect(saysMore('component', fold)).toBe(false);
});

it('two regions that set it out of touch have the same history once they meet, whoever tells whom', () => {
  const common = set(component(), start + 5_000, 'partial_outage');
  const us = set(common, start + 10_000, 'major_outage', 1);
  const eu = set(set(common, start + 8_000, 'operational', 2), start + 12_000, 'degraded_performance', 2);
  expect(told(merged(us, eu))).toEqual(told(merged(eu, us)));
  expect(told(merged(us, eu))).toEqual([
    [5, 8, 'partial_outage'],
    [10, 12, 'major_outage'],
    [12, null, 'degraded_performance'],
  ]);
});

it('what was set before changes were noted is not lost with the first of them', () => {
  const before = component('major_outage', start + 1_000);
  expect(told(before)).toEqual([[1, null, 'major_outage']]);
  expect(told(set(before, start + day, 'operational'))).toEqual([[1, 86_400, 'major_outage']]);
});

it('a component that flaps for years keeps a bounded history, whose last change of each day is true', () => {
  let fold = component();
  for (let at = 0; at < 500; at++) {
    for (let change = 0; change < 26; change++)
      fold = set(fold, start + at * day + change * 1_000, change % 2 ? 'operational' : 'major_outage');
  }
  expect([...fold.keys()].filter((name) => name.startsWith('s/'))).toHaveLength(410);
  expect(JSON.stringify([...fold]).length).toBeLessThan(150_000);
  const spans = told(fold);
  expect(spans.length).toBe(410 * 12);
  // The twenty-fourth place is the last change's: it went well at the end of every day.
  expect(spans.at(-1)).toEqual([499 * 86_400 + 22, 499 * 86_400 + 25, 'major_outage']);
});

it('what a note has lost to a later day is not told wrong: each says what held before it', () => {
  let fold = set(component(), start, 'major_outage');
  fold = set(fold, start + day, 'operational');
  fold = set(fold, start + 200 * day, 'partial_outage');
  // It takes the place of the second day's: the first one's would go on until the two hundredth.
  fold = set(fold, start + 411 * day, 'operational');
  expect(told(fold)).toEqual([[200 * 86_400, 411 * 86_400, 'partial_outage']]);
  // One that has been as it is for years has been so for as far back as is asked.
  const long = set(set(component(), start, 'major_outage'), start + 1_000 * day, 'operational');
  expect(told(long)).toEqual([[(1_000 - 409) * 86_400, 1_000 * 86_400, 'major_outage']]);
});

it('notes that no version of ours would write are shown in some way, and break nothing', () => {
  const odd = new Map([
    ...set(component(), start, 'major_outage'),
    ['s/r9/1', { value: { day: 1e15, was: 77, changes: [-5, 1e300, 2.5] }, hlc: 1, region: 9 }],
  ]);
  for (const { from, to } of spansSet(id, odd)) expect([new Date(from).toISOString(), new Date(to ?? 0).toISOString()]).toHaveLength(2);
});
