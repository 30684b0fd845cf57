import { expect, it } from 'vitest';
import { placeholdersIn, withValues } from './placeholders.ts';

it('finds each name once, in its order, and what is no name is text', () => {
  expect(placeholdersIn(['{{b}} {{ a }}', '{{b}} {{7*7}} {{}} {{not this}}'])).toEqual(['b', 'a']);
});

it('puts values in as they are, and leaves a name that has none', () => {
  expect(withValues('{{a}} and {{ b }}, {{toString}}', { a: '{{b}} $&' })).toBe('{{b}} $& and {{ b }}, {{toString}}');
});
