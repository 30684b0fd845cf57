import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { verbs } from '@pharos/lab/verbs';
import { experiments } from '../experiments/experiments.ts';
import { asVerbs } from './as-verbs.ts';
import { onKubernetes } from './chaos-mesh.ts';
import { exportedFiles } from './files.ts';

const folder = new URL('../../exported/', import.meta.url);
const names = new Set(experiments.map(({ name }) => name));

it('the files that are checked in are those that would be written: npm run lab -- drill export chaos/exported', () => {
  const files = exportedFiles();
  const there = ['toolkit', 'kubernetes'].flatMap((each) => readdirSync(new URL(each, folder)).map((file) => `${each}/${file}`));
  expect(there.toSorted()).toEqual([...files.keys()].toSorted());
  for (const [path, text] of files) expect(readFileSync(new URL(path, folder), 'utf8'), path).toBe(text);
});

it('what is exported is a drill, in words that the lab takes', () => {
  for (const name of [...Object.keys(asVerbs), ...onKubernetes]) expect(names).toContain(name);
  for (const { does, undoes } of Object.values(asVerbs)) {
    expect(undoes.length).toBe(does.length);
    for (const words of [...does, ...undoes]) expect(verbs).toContain(words.split(' ')[0]);
  }
});

it('the manifests choose pods by the labels that the chart gives them', () => {
  const chart = readFileSync(new URL('../../../deploy/helm/pharos/templates/_helpers.tpl', import.meta.url), 'utf8');
  for (const label of ['app.kubernetes.io/name', 'app.kubernetes.io/component']) expect(chart).toContain(label);
  for (const role of onKubernetes.filter((name) => name.startsWith('kill-'))) expect(chart).toMatch(new RegExp(`^${role.slice(5)}: `, 'm'));
});
