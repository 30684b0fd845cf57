import { expect, it } from 'vitest';
import { cut, lineFrom, linesFrom } from './cut.ts';
import { bodyOf, lineOf } from './texts.ts';

it('what is short stays, and what is long is cut between whole letters', () => {
  expect(cut('abc', 3)).toBe('abc');
  expect(cut('abcd', 3)).toBe('ab…');
  expect(cut('a😀😀', 3)).toBe('a…');
  expect(cut('a b c', 3)).toBe('a…');
});

it.each(['two\r\nlines', 'NUL \0 and half \ud800 a letter', '\u0007bell\u009b', `${'x'.repeat(99)}😀`, ' \t '])(
  'whatever a program says becomes a line and a text that people might have typed, or nothing: %j',
  (text) => {
    const [line, lines] = [lineFrom(text, 50), linesFrom(text, 50)];
    expect(line === '' || lineOf(50).parse(line)).toBe(line === '' || line);
    expect(lines === '' || bodyOf(50).parse(lines)).toBe(lines === '' || lines);
  },
);

it('lines stay lines', () => {
  expect(linesFrom('a\r\n\tb\0')).toBe('a\n\tb');
  expect(lineFrom('a\r\n\tb')).toBe('a b');
});
