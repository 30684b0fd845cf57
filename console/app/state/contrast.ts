/** How well a text stands out against what is behind it: WCAG 2.2, 1.4.3. Undefined: one of them is no colour. */
export function contrastOf(one: string, other: string): number | undefined {
  const [a, b] = [lightOf(one), lightOf(other)];
  if (a === undefined || b === undefined) return undefined;
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

export type Reading = 'good' | 'large' | 'poor';

/** Text of any size; large text alone; none. */
export function readingOf(contrast: number): Reading {
  if (contrast >= 4.5) return 'good';
  return contrast >= 3 ? 'large' : 'poor';
}

export const isColour = (text: string): boolean => /^#(?:[\da-f]{3}|[\da-f]{6})$/i.test(text);

/** As a field of a browser takes it: with six digits. */
export function sixDigits(colour: string): string {
  return (colour.length === 4 ? colour.replaceAll(/[\da-f]/gi, '$&$&') : colour).toLowerCase();
}

function lightOf(colour: string): number | undefined {
  if (!isColour(colour)) return undefined;
  const full = sixDigits(colour);
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(full.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
