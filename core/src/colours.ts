/** Colours as `#rgb` or `#rrggbb`, told apart as people tell them apart (WCAG 2.2, relative luminance). */

/** What text needs to be read, and large text alone. */
export const readable = 4.5;
export const readableWhereLarge = 3;

export const isColour = (text: string): boolean => /^#(?:[\da-f]{3}|[\da-f]{6})$/i.test(text);

/** As a field of a browser takes it: with six digits. */
export function sixDigits(colour: string): string {
  return (colour.length === 4 ? colour.replaceAll(/[\da-f]/gi, '$&$&') : colour).toLowerCase();
}

type Rgb = [number, number, number];

export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((one, other) => other - one) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

export function isDark(colour: string): boolean {
  return contrast(colour, '#ffffff') > contrast(colour, '#000000');
}

/** The colour itself where it can be read on all of these; else as little darker or lighter as that takes. */
export function readableOn(colour: string, grounds: string[]): string {
  const worst = (each: string) => Math.min(...grounds.map((ground) => contrast(each, ground)));
  if (worst(colour) >= readable) return colour;
  const towards: Rgb = worst('#000000') > worst('#ffffff') ? [0, 0, 0] : [255, 255, 255];
  const from = rgbOf(colour);
  for (let share = 0.02; share < 1; share += 0.02) {
    const mixed = hex(from.map((part, at) => part + (towards[at]! - part) * share) as Rgb);
    if (worst(mixed) >= readable) return mixed;
  }
  return hex(towards);
}

/** Black or white, whichever is read better on it. */
export function inkOn(colour: string): string {
  return isDark(colour) ? '#ffffff' : '#000000';
}

function luminance(colour: string): number {
  const [red, green, blue] = rgbOf(colour).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function rgbOf(colour: string): Rgb {
  const digits = sixDigits(colour).slice(1);
  return [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16)) as Rgb;
}

function hex(rgb: Rgb): string {
  return `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}
