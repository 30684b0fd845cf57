import type { Summary } from './report/last-results.ts';

/** One thing of which a region, or all of them, have one, and what shows that its loss costs no more than is said. */
export interface Loss {
  lost: string;
  /** Each of them breaks it under load. */
  drills: string[];
  /** Parts of `npm test` that break it where no drill does. */
  tests: string[];
}

/** The rows of "What each loss costs" in ARCHITECTURE.md, which says the costs; a test compares. */
export const losses: Loss[] = [
  {
    lost: 'one process of any role',
    drills: ['kill-api', 'kill-sync', 'kill-gateway', 'kill-notifier', 'kill-edge'],
    tests: [],
  },
  { lost: 'NATS of a region', drills: ['nats-killed', 'nats-wiped'], tests: [] },
  { lost: 'Redis of a region', drills: ['redis-killed', 'redis-wiped'], tests: [] },
  { lost: 'Postgres of a region', drills: ['postgres-stopped'], tests: [] },
  {
    lost: 'Postgres of a region, restored from a copy or failed over',
    drills: ['snapshot-restored', 'dump-restored', 'moment-restored', 'failover'],
    tests: [],
  },
  {
    lost: 'the primary of three database servers of a region',
    drills: ['primary-gone-kill', 'primary-gone-freeze', 'primary-gone-cut', 'primary-gone-disk'],
    tests: [],
  },
  {
    lost: 'the links of a region',
    drills: ['region-cut', 'region-cut-30', 'one-way-cut', 'flapping-link', 'owner-cut-off-while-telling'],
    tests: [],
  },
  { lost: 'a region', drills: ['region-rebuilt', 'owner-gone-while-telling'], tests: [] },
  { lost: 'a CDN, or a name server', drills: [], tests: ['terraform/test/steering.test.ts'] },
  { lost: 'the collector of traces', drills: [], tests: ['lab/test/traces.test.ts'] },
  { lost: 'a provider', drills: ['one-bad-receiver'], tests: ['lab/test/providers-faults.test.ts'] },
];

export interface Shown {
  text: string;
  /** What nothing has shown here: a drill of it failed last, or none of them ever passed. */
  open: string[];
}

/** How each drill of each row went last. A row stands while all of them that were run passed, and one was. */
export function shownLosses(last: Map<string, Summary>): Shown {
  const rows = losses.map(({ lost, drills, tests }) => {
    const results = drills.map((name) => [name, last.get(name)] as const);
    const told = results.map(([name, result]) =>
      result
        ? `  ${name}: ${result.verdict}, ${result.startedAt.slice(0, 16).replace('T', ' ')}, ${result.revision}`
        : `  ${name}: never drilled here: npm run lab -- drill ${name}`,
    );
    const verdicts = new Set(results.flatMap(([, result]) => result?.verdict ?? []));
    const isShown = tests.length > 0 || verdicts.has('pass');
    const stands = isShown && !verdicts.has('fail');
    const inTests = tests.map((path) => `  ${path}: in npm test`);
    return { lost, stands, text: [`${stands ? 'shown    ' : 'NOT SHOWN'}  ${lost}`, ...told, ...inTests].join('\n') };
  });
  return { text: `${rows.map(({ text }) => text).join('\n\n')}\n`, open: rows.filter(({ stands }) => !stands).map(({ lost }) => lost) };
}
