import { contrast, isColour, readable, readableWhereLarge } from '@pharos/core/colours';

export type Reading = 'good' | 'large' | 'poor';

/** How well a text stands out against what is behind it. Undefined: one of them is no colour. */
export function contrastOf(one: string, other: string): number | undefined {
  return isColour(one) && isColour(other) ? contrast(one, other) : undefined;
}

/** Text of any size; large text alone; none. */
export function readingOf(contrast: number): Reading {
  if (contrast >= readable) return 'good';
  return contrast >= readableWhereLarge ? 'large' : 'poor';
}
