import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const helmFolder = join(import.meta.dirname, '../helm');
export const chartFolder = join(helmFolder, 'pharos');

export interface Golden {
  /** Its file, from the folder of the chart's goldens. */
  file: string;
  /** What `helm template` is told beside the chart. */
  words: string[];
}

const threeRegions = join(helmFolder, 'values/three-regions.yaml');
const region = (name: string) => ({ file: `three-regions-${name}.yaml`, words: ['-f', threeRegions, '--set', `region=${name}`] });

/** What is rendered and kept: with the chart's own values, and each of three regions. */
export const goldens: Golden[] = [{ file: 'default.yaml', words: [] }, region('us'), region('eu'), region('ap')];

// The first with all that the chart uses; one that is older is told so by values (autoscaling.tolerance).
export const kubeVersion = '1.35.0';

/** Changes with every file from which the manifests are rendered: a golden that carries another one is stale. */
export function chartHash(): string {
  const files = [chartFolder, join(helmFolder, 'values')].flatMap(filesIn).toSorted();
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${relative(helmFolder, file)}\n`).update(readFileSync(file));
  return hash.digest('hex');
}

const hashLine = '# Rendered by `npm run deploy:check -- --write` from a chart with the hash ';

export function headed(manifests: string): string {
  return `${hashLine}${chartHash()}\n${manifests}`;
}

export function hashIn(golden: string): string {
  const first = golden.slice(0, golden.indexOf('\n'));
  return first.startsWith(hashLine) ? first.slice(hashLine.length) : 'none';
}

export function goldenPath({ file }: Golden): string {
  return join(helmFolder, 'golden', file);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );
}
