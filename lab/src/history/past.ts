import type { Random } from '@pharos/core/random';
import { changesOf, type Said } from '@pharos/resources/brought';
import type { BroughtPart, BroughtPoint } from '@pharos/resources/metric/brought';
import type { Change } from '@pharos/resources/registry';
import type { z } from 'zod';

/*
 * What a region has after some years, as Changes by which an import brings it: pages with components and metrics; incidents with their
 * updates; who subscribed; what was measured. All of it is past: nothing of it is on a page, and nobody is told.
 */

const dayMs = 86_400_000;
export const updatesOfIncident = 12;
// Some two thousand characters.
const wordsOfUpdate = 300;
// What was pushed each minute stays a fortnight, and what is brought of the last day of it may be thinned out before it is here.
const rawDays = 12;
const partDays = 80;
const pointsAtOnce = 2_000;

// Enough words that a text is compressed as what people write is, and not as one word a thousand times.
const syllables = ['re', 'qua', 'lo', 'tin', 'mes', 'ga', 'vor', 'in', 'dep', 'sto', 'na', 'que', 'lat', 'ency', 'er', 'ror', 'sys', 'tem'];

export interface PastPage {
  page: string;
  components: string[];
  metrics: string[];
}

export function pastPage({ page, components, metrics }: PastPage, number: number): Change[] {
  return [
    { type: 'create-page', page, name: `Past ${number}`, slug: `past-${number}`, timeZone: 'UTC' },
    ...components.map((component, at): Change => ({
      type: 'create-component',
      page,
      component,
      name: `Part ${at}`,
      description: '',
      group: null,
      status: 'operational',
    })),
    ...metrics.map((metric, at): Change => ({
      type: 'create-metric',
      page,
      metric,
      name: `Measure ${at}`,
      description: '',
      decimals: 1,
      public: true,
      order: 'V',
    })),
  ];
}

/** One that began, was looked into by several people, and ended: three Changes, of some 25 KB. */
export function pastIncident(
  { page, components }: PastPage,
  ids: { incident: string; updates: string[] },
  { now, random }: Past,
): Change[] {
  const component = components[Math.floor(random() * components.length)]!;
  const began = now - (30 + Math.floor(random() * 900)) * dayMs;
  const atOf = (minutes: number) => new Date(began + minutes * 60_000).toISOString();
  const update = (at: number): Said => {
    const [isFirst, isLast] = [at === 0, at === updatesOfIncident - 1];
    // The people who look into it write at once; whoever ends it has seen them all.
    const seen: Record<string, number> = isFirst ? {} : { 1: isLast ? 2 : 1 };
    const value = {
      status: isFirst ? 'investigating' : isLast ? 'resolved' : 'identified',
      impact: 'major',
      body: words(random, wordsOfUpdate),
      at: atOf(at * 7),
      seen,
      components: { [component]: isLast ? 'operational' : 'partial_outage' },
    };
    return [`u/${ids.updates[at]!}`, value, isFirst ? 1 : isLast ? 3 : 2, 1];
  };
  const plain: Said[] = Object.entries({ title: words(random, 6), impact: 'major', startedAt: atOf(0), createdAt: atOf(0) }).map(
    ([field, value]) => [field, value, 1, 1] as const,
  );
  const said = [...plain, ...Array.from({ length: updatesOfIncident }, (_, at) => update(at))];
  return changesOf({ page, kind: 'incident', name: ids.incident, said });
}

export function pastSubscriber({ page, components }: PastPage, subscription: string, random: Random): Change {
  const address = `${words(random, 2).replace(' ', '.')}.${subscription.slice(-8)}@example.com`;
  const state = random() < 0.1 ? 'ended' : 'active';
  return {
    type: 'import-subscription',
    page,
    subscription,
    channel: 'email',
    address,
    components: random() < 0.3 ? [components[0]!] : [],
    state,
  };
}

/** All that there is of a metric: by minutes, and before that by five minutes. */
export function pastPoints({ page }: PastPage, metric: string, { now, random }: Past): Change[] {
  const minute = 60_000;
  const from = Math.floor((now - rawDays * dayMs) / (5 * minute)) * 5 * minute;
  const points = Array.from({ length: (rawDays - 1) * 1_440 }, (_, at): z.infer<typeof BroughtPoint> => [
    from + at * minute,
    round(random() * 500),
  ]);
  const parts = Array.from({ length: (partDays - rawDays) * 288 }, (_, at): z.infer<typeof BroughtPart> => {
    const [low, high] = [round(random() * 100), round(100 + random() * 400)];
    return [300, from - (at + 1) * 5 * minute, low, high, round((low + high) * 2.5), 5];
  });
  const change = (some: Pick<Extract<Change, { type: 'bring-points' }>, 'points' | 'parts'>): Change => ({
    type: 'bring-points',
    page,
    metric,
    ...some,
  });
  return [
    ...slices(points).map((some) => change({ points: some, parts: [] })),
    ...slices(parts).map((some) => change({ points: [], parts: some })),
  ];
}

export interface Past {
  now: number;
  random: Random;
}

function slices<T>(all: T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / pointsAtOnce) }, (_, at) => all.slice(at * pointsAtOnce, (at + 1) * pointsAtOnce));
}

function words(random: Random, count: number): string {
  const word = () =>
    Array.from({ length: 2 + Math.floor(random() * 3) }, () => syllables[Math.floor(random() * syllables.length)]!).join('');
  return Array.from({ length: count }, word).join(' ');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
