import { expect, it } from 'vitest';
import { experiments } from './experiments/experiments.ts';
import { readOptions } from './options.ts';

const read = (...words: string[]) => readOptions(words, experiments);

it('takes one drill, several, or all of them', () => {
  expect(read('region-cut')).toMatchObject({ kind: 'drill', chosen: [{ name: 'region-cut' }], isDefended: true, runs: 1, tries: 1 });
  expect(read('loss', 'failover', '--runs', '3')).toMatchObject({ chosen: [{ name: 'loss' }, { name: 'failover' }], runs: 3 });
  expect(read('all')).toMatchObject({ chosen: experiments });
  expect(read('primary-gone')).toMatchObject({
    chosen: ['kill', 'freeze', 'cut', 'disk'].map((shape) => ({ name: `primary-gone-${shape}` })),
  });
});

it('without defences, all are those that have one', () => {
  const options = read('all', '--undefended');
  const names = options.kind === 'drill' ? options.chosen.map(({ name }) => name) : [];
  expect(names).toContain('region-cut');
  expect(names).not.toContain('failover');
});

it.each([
  [['nothing-like-it'], 'there is no drill "nothing-like-it"'],
  [['failover', '--undefended'], 'failover has no defence that can be switched off'],
  [['all', 'loss'], '"all" is all of them'],
  [['loss', '--runs', '0'], '--runs takes a whole number'],
  [['loss', '--tries', 'many'], '--tries takes a whole number'],
  [['loss', '--fast'], '--help lists what there is'],
])('refuses %j and says why', (words, why) => {
  expect(() => read(...words)).toThrow(why);
});
