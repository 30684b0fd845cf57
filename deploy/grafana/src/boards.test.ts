import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { metricFaults } from '../../../test/tidy-rules.ts';
import { files } from './boards.ts';

const root = join(import.meta.dirname, '../../..');

it.each(files)('$file is what its source makes', ({ file, text }) => {
  expect(readFileSync(file, 'utf8'), 'run: npm run grafana:write').toBe(text);
});

it('each query asks for metrics that roles have, or that rules record', () => {
  const rules = readFileSync(join(root, 'runbooks/alerts.yml'), 'utf8');
  const queriesOf = (text: string) => [...text.matchAll(/"expr": (".*")/g)].map(([, quoted]) => JSON.parse(quoted!) as string);
  const asked = files.map(({ file, text }) => ({ path: file, text: `${rules}\n${queriesOf(text).map(asRule).join('\n')}\n` }));
  expect(files.flatMap(({ text }) => queriesOf(text)).length).toBeGreaterThan(50);
  expect(metricFaults(asked, code())).toEqual([]);
  const invented = { path: 'any.json', text: `${rules}\n${asRule('rate(nobody_counts_total{region=~"$region"}[$__rate_interval])')}\n` };
  expect(metricFaults([invented], code())).toEqual(['any.json: nothing measures nobody_counts_total']);
});

it('each graph says what it means, and asks the Prometheus that was chosen', () => {
  for (const { text } of files) {
    const { panels } = JSON.parse(text) as { panels: { description?: string; datasource?: { uid: string } }[] };
    expect(panels.length).toBeGreaterThan(4);
    for (const { description, datasource } of panels) {
      expect(description).toBeTruthy();
      expect(datasource?.uid).toBe('${source}');
    }
  }
});

it('each graph of a histogram shows the journeys behind it, and no other asks for any', () => {
  const targets = files.flatMap(({ text }) => {
    const { panels } = JSON.parse(text) as { panels: { targets: { expr: string; exemplar?: boolean }[] }[] };
    return panels.flatMap((panel) => panel.targets);
  });
  const ofHistograms = targets.filter(({ expr }) => expr.includes('_bucket{'));
  expect(ofHistograms.length).toBeGreaterThan(5);
  expect(targets.filter(({ exemplar }) => exemplar === true)).toEqual(ofHistograms);
});

function asRule(query: string): string {
  return `    expr: ${query}`;
}

function code() {
  const tracked = execFileSync('git', ['ls-files', ':(glob)*/src/**/*.ts'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
  return tracked.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}
