import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { composeFiles, composeText } from './compose.ts';
import { goldenPath, goldens } from './golden.ts';

const root = join(import.meta.dirname, '../..');
const recipe = readFileSync(join(root, 'deploy/image/Containerfile'), 'utf8');
const last = recipe.slice(recipe.lastIndexOf('\nFROM '));
const ignored = readFileSync(join(root, '.containerignore'), 'utf8').split('\n');

it('the last stage begins with nothing, runs nothing, and is nobody', () => {
  expect(last).toMatch(/^\nFROM scratch\n/);
  expect(last).not.toMatch(/^(RUN|ADD|SHELL) /m);
  expect(last).toContain('USER 65532:65532');
  expect(recipe).toContain('node deploy/image/sbom.mjs > sbom.cdx.json');
});

it('Compose and Kubernetes start what is in it', () => {
  const entry = /ENTRYPOINT \["([^"]+)"\]/.exec(last)![1]!;
  expect(composeFiles.every(({ regions }) => composeText(regions).includes(entry))).toBe(true);
  const programs = [...readFileSync(goldenPath(goldens[0]!), 'utf8').matchAll(/[\w-]+\/(?:src\/main|pharos)\.ts/g)].map(([path]) => path);
  expect(new Set(programs).size).toBe(6);
  for (const program of programs) {
    expect(existsSync(join(root, program)), program).toBe(true);
    expect(ignored).toContain(`!${program.split('/')[0]}`);
  }
  expect(ignored).toContain('!deploy/ready.mjs');
});

it('nothing that proves or keeps data goes into it', () => {
  expect(ignored.find((line) => line !== '' && !line.startsWith('#'))).toBe('*');
  for (const line of ['**/node_modules', '**/test', '**/*.test.ts', 'lab/*', 'chaos/*', 'proof/*']) expect(ignored).toContain(line);
  expect(ignored.filter((line) => /^!(\.env|.*secrets|\.pharos|\.git)/.test(line))).toEqual([]);
});
