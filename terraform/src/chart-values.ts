import { createHash } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '@pharos/core/problem';

const module = join(import.meta.dirname, '../modules/region');

/** What the charts are given for one region, as the module worked it out when this was written. */
export const keptPath = join(import.meta.dirname, '../kept/chart-values.json');

export interface Kept {
  /** Of the files that it was worked out from: with others it is stale. */
  hash: string;
  values: Record<string, unknown>;
}

/** Has OpenTofu plan the region of the module's own tests in a copy of it, and tell the output by an assertion that fails. */
export function workOut(scratch: string, run: (folder: string) => string): Kept {
  const copy = join(scratch, 'modules/region');
  cpSync(module, copy, { recursive: true });
  const tests = join(copy, 'tests/region.tftest.hcl');
  const [head] = readFileSync(tests, 'utf8').split(/^run /m);
  writeFileSync(tests, `${head}${telling}`);
  const messages = run(copy)
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => (JSON.parse(line) as { diagnostic?: { detail?: string } }).diagnostic?.detail ?? '');
  const told = messages.map((text) => /TOLD(\{[\s\S]*\})TOLD/.exec(text)?.[1]).find(Boolean);
  if (told === undefined) throw new Problem('invalid', `OpenTofu told no values: ${messages.join('; ')}`);
  return { hash: moduleHash(), values: JSON.parse(told) as Kept['values'] };
}

const telling = `run "tell" {
  command = plan

  variables {
    read_fallback = "eu"
  }

  assert {
    condition     = output.chart_values == null
    error_message = "TOLD\${jsonencode(output.chart_values)}TOLD"
  }
}
`;

// Where the values come from; what else changes in the module changes none of them.
const sources = ['network.tf', 'nats.tf', 'outputs.tf', 'store.tf', 'tiers.tf'];

export function moduleHash(): string {
  const hash = createHash('sha256');
  for (const name of sources) hash.update(name).update(readFileSync(join(module, name)));
  return hash.digest('hex');
}
