import { Body, Name } from '@pharos/core/texts';
import { expect, it } from 'vitest';
import { wordsFor } from './words.ts';

const said = { key: 'k', title: 'CPU', text: 'at 99 %', labels: { 'service-name': 'payments', region: 'eu' } };

it('the words of an incident are filled in from the alert, whatever its labels are called', () => {
  expect(wordsFor({ title: '{{service_name}}: {{title}}', body: '{{text}} in {{region}}, {{unknown}}' }, said)).toEqual({
    title: 'payments: CPU',
    body: 'at 99 % in eu, {{unknown}}',
  });
});

it.each([
  ['two\nlines\0 and \ud800 half a character', 'long '.repeat(10_000)],
  ['', ''],
  ['\u0007', '\u0007'],
  ['x'.repeat(5_000), '\n\n'],
  [`${'x'.repeat(199)}😀`, `${'x'.repeat(19_999)}😀`],
])('whatever a sender says becomes a title and a text: %j', (title, text) => {
  const words = wordsFor({ title: '{{title}}', body: '{{text}}' }, { ...said, title, text });
  expect(Name.parse(words.title)).toBe(words.title);
  expect(Body.parse(words.body)).toBe(words.body);
});
