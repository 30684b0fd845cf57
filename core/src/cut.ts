import { limits } from './limits.ts';
import { storable } from './value.ts';

/** What programs of others say, brought into the form of what people may type (`texts.ts`): it is never refused for its form. */

/** At most so many halves of letters, as services count; by whole letters, and with a sign that it was cut. */
export function cut(text: string, max: number): string {
  return text.length <= max
    ? text
    : `${text
        .slice(0, max - 1)
        .replace(/[\ud800-\udbff]$/, '')
        .trimEnd()}…`;
}

/** One line, as a name or a title; empty where nothing is said. */
export function lineFrom(text: string, max: number = limits.nameMax): string {
  return cut(
    storable(text)
      .replaceAll(/\p{Cc}+/gu, ' ')
      .trim(),
    max,
  );
}

/** Lines of text. */
export function linesFrom(text: string, max: number = limits.bodyMax): string {
  const plain = storable(text)
    .replaceAll('\r\n', '\n')
    .replaceAll(/[^\P{Cc}\n\t]+/gu, ' ');
  return cut(plain.trim(), max);
}
