import { mutants } from '../proof/mesh-model/mutants.ts';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '@pharos/core/metrics';
import { configPage } from '../setup/config-table.ts';
import { alertFaults, bucketFaults, faultsOf, mergeFaults, metricFaults, namedMetricFaults, type SourceFile } from './tidy-rules.ts';

const root = join(import.meta.dirname, '..');
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n');

describe('the house', () => {
  it('keeps its arrows, its doors and its file sizes', () => {
    const sources = read(/\.(ts|mjs|js)$/);
    expect(sources.length).toBeGreaterThan(40);
    expect(sources.flatMap(faultsOf)).toEqual([]);
  });

  it('documents every variable, each with what it is', () => {
    expect(readFileSync(join(root, 'docs/config.md'), 'utf8'), 'run: npx pharos config > docs/config.md').toBe(configPage());
    expect(configPage()).not.toContain('|  |');
  });

  it('holds no merge that was left undone', () => {
    const texts = read(/\.(ts|mjs|js|md|json|ya?ml|sql|tf|css|html)$/);
    expect(texts.length).toBeGreaterThan(1_000);
    expect(texts.flatMap(mergeFaults)).toEqual([]);
    const left = { path: 'x.md', text: `one\n${'<'.repeat(7)} HEAD\ntwo\n${'='.repeat(7)}\nthree\n${'>'.repeat(7)} theirs\n` };
    expect(mergeFaults(left)).toEqual(['x.md:2: a merge was left here', 'x.md:6: a merge was left here']);
  });

  it('has a runbook for every alert', () => {
    const runbooks = new Set(tracked.filter((path) => path.startsWith('runbooks/')).map((path) => path.slice('runbooks/'.length)));
    expect(alertFaults(read(/alerts.*\.ya?ml$/), runbooks)).toEqual([]);
  });
});

describe('the mutants of the mesh', () => {
  it('can all be planted: each changes something that is still there, exactly once', () => {
    const faults = mutants.flatMap(({ name, file, swaps, also = [] }) =>
      [{ file, swaps }, ...also].flatMap((each) => {
        let text = readFileSync(join(root, each.file), 'utf8');
        return each.swaps.flatMap(([from, to]) => {
          const count = text.split(from).length - 1;
          text = text.replace(from, () => to);
          return count === 1 ? [] : [`${name}: ${each.file} holds ${count} times: ${from}`];
        });
      }),
    );
    expect(mutants.length).toBeGreaterThan(20);
    expect(faults).toEqual([]);
  });
});

describe('the alerts', () => {
  it('ask for metrics that there are', () => {
    const alerts = read(/alerts.*\.ya?ml$/);
    const code = read(/\/src\/.*\.ts$/);
    expect(metricFaults(alerts, code)).toEqual([]);
    const invented = { path: 'alerts.yml', text: `    expr: sum by (region) (rate(nobody_counts_total{a="b"}[5m])) > 0.1\n` };
    expect(metricFaults([invented], code)).toEqual(['alerts.yml: nothing measures nobody_counts_total']);
    const folded = { path: 'alerts.yml', text: `    expr: >-\n      outbox_oldest_seconds\n        / nobody_counts_total\n    for: 1m\n` };
    expect(metricFaults([folded], code)).toEqual(['alerts.yml: nothing measures nobody_counts_total']);
    const recorded = {
      path: 'alerts.yml',
      text: `  - record: promise:burn:1h\n    expr: up\n  - alert: Any\n    expr: promise:burn:1h > promise:burn:2h\n`,
    };
    expect(metricFaults([recorded], code)).toEqual(['alerts.yml: nothing measures promise:burn:2h']);
  });

  it('and whoever reads a runbook or a guide, are told of metrics that there are', () => {
    const pages = read(/^(?:runbooks|docs|deploy)\/.*\.md$/);
    const code = read(/\/src\/.*\.ts$/);
    expect(namedMetricFaults(pages, code)).toEqual([]);
    expect(pages.some(({ text }) => text.includes('notice_delivery_seconds'))).toBe(true);
    const invented = { path: 'x.md', text: 'Look at `nobody_counts_total` and `write_seconds_bucket`.' };
    expect(namedMetricFaults([invented], code)).toEqual(['x.md: nothing measures nobody_counts_total']);
  });

  it('ask for limits that histograms have', async () => {
    const metrics = createMetrics({ role: 'any', region: 'us' });
    metrics.histogram('any_seconds', 'Any').observe(1);
    const buckets = new Set([...(await metrics.text()).matchAll(/le="([^"]*)"/g)].map(([, le]) => le!));
    expect(buckets).toContain('0.2');
    expect(bucketFaults(read(/alerts.*\.ya?ml$/), buckets)).toEqual([]);
    const invented = { path: 'alerts.yml', text: `    expr: rate(reader_lag_seconds_bucket{le="3"}[5m])\n` };
    expect(bucketFaults([invented], buckets)).toEqual(['alerts.yml: no histogram has le="3"']);
  });
});

describe('the rules catch what they forbid', () => {
  it.each<[string, string, string]>([
    ['an arrow against the design', 'core/src/a.ts', `import { write } from '@pharos/crdt-sync';`],
    ['tables that know the mesh', 'region/src/a.ts', `import { createWriter } from '@pharos/crdt-sync';`],
    ['an arrow between siblings', 'notifier/src/a.ts', `import { hub } from '@pharos/sse-gateway/role';`],
    ['an arrow to the lab', 'api/src/a.ts', `export { world } from '@pharos/lab/world';`],
    ['a dynamic import', 'edge/src/a.ts', `const api = await import('@pharos/api/role');`],
    ['a way around the doors of a package', 'api/src/a.ts', `import { x } from '../../crdt-sync/src/relay.ts';`],
    ['yjs outside the document', 'crdt-sync/src/relay/relay.ts', `import * as Y from 'yjs';`],
    ['postgres outside its door', 'api/src/a.ts', `import postgres from 'postgres';`],
    ['a provider outside its channel', 'notifier/src/courier.ts', `import twilio from 'twilio';`],
    ['an import over several lines', 'api/src/a.ts', `import {\n  one,\n  two,\n} from 'ioredis';`],
    ['a file that is a drawer', 'core/src/a.ts', '\n'.repeat(301)],
    ['a test that is switched off', 'core/src/a.test.ts', ['it', "only('x', () => {});"].join('.')],
  ])('%s', (_what, path, text) => {
    expect(faultsOf({ path, text })).toHaveLength(1);
  });

  it('what the design allows', () => {
    expect(faultsOf({ path: 'api/src/a.ts', text: `import { createWriter } from '@pharos/crdt-sync';` })).toEqual([]);
    expect(faultsOf({ path: 'crdt-sync/src/document/doc.ts', text: `import * as Y from 'yjs';` })).toEqual([]);
  });

  it('an alert without its runbook', () => {
    const alert = (runbook: string) => [{ path: 'alerts.yml', text: `rules:\n  - alert: OutboxOld\n    annotations: { ${runbook} }\n` }];
    expect(alertFaults(alert(''), new Set())).toHaveLength(1);
    expect(alertFaults(alert('runbook_url: runbooks/outbox.md'), new Set())).toHaveLength(1);
    expect(alertFaults(alert('runbook_url: runbooks/outbox.md'), new Set(['outbox.md']))).toEqual([]);
  });
});

function read(pattern: RegExp): SourceFile[] {
  return tracked.filter((path) => pattern.test(path)).map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}
