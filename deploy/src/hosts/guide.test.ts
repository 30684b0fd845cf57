import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { blocksIn, examplesIn, stepsIn, variablesIn, withVariables } from './guide.ts';

const root = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

it('finds the blocks of each step, and no more than stand there', () => {
  const steps = stepsIn(
    '# A\n```\nnot a step\n```\n## 1. First\n```\none\n```\n- so\n  ```\n  two\n  ```\n## 2. Second\nnothing\n## Later\n```\nx\n```\n',
  );
  expect([...steps]).toEqual([
    [1, ['one\n', '  two\n']],
    [2, []],
  ]);
});

it('takes the examples of a table as they stand beside their names', () => {
  expect(examplesIn('| `A`, `B` | `1`, `2` |\n| `SECRET` | from your store |\n| variable | example |')).toEqual({ A: '1', B: '2' });
});

it('writes variables over an example, and adds what it has not', () => {
  expect(withVariables('# why\nA=1\nB=\n', { B: '$2', C: '3' })).toBe('# why\nA=1\nB=$2\nC=3\n');
});

it('the guide has what is followed: ten steps, four files of variables, and a table of a node with all that its templates want', () => {
  const steps = stepsIn(read('docs/guides/production-in-an-afternoon.md'));
  expect([...steps].map(([number, blocks]) => [number, blocks.length])).toEqual([
    [1, 1],
    [2, 1],
    [3, 1],
    [4, 1],
    [5, 3],
    [6, 1],
    [7, 1],
    [8, 1],
    [9, 0],
    [10, 1],
  ]);
  expect([...variablesIn(steps.get(5)![1]!).keys()]).toEqual(['region.env', 'api.env', 'edge.env', 'notifier.env']);
  const page = read('deploy/patroni/README.md');
  expect(blocksIn(page)).toHaveLength(3);
  const wanted = new Set(
    [...`${read('deploy/patroni/patroni.yml')}${read('deploy/patroni/etcd.yml')}`.matchAll(/\$\{([A-Z_]+)\}/g)].map(([, name]) => name!),
  );
  const known = Object.keys(examplesIn(page));
  // What every reader has for himself.
  const own = new Set(['POSTGRES_PASSWORD', 'REPLICATOR_PASSWORD', 'SHARED_BUFFERS', 'MAX_WAL_SIZE', 'WAL_KEEP_SIZE']);
  expect([...wanted].filter((name) => !known.includes(name) && !own.has(name))).toEqual([]);
});
