import { isDark, readableOn } from '@pharos/core/colours';
import type { PageView } from '@pharos/resources/view';
import type { ShownRecord } from '@pharos/resources/history/days';
import { both, circle, createCanvas, fillRounded, line, placed, polygon, rounded, without, type Canvas, type Shape } from './canvas.ts';
import { palettes } from '../render/palette.ts';
import { componentTone, type Tone } from '../render/tones.ts';

// As large as those who show it ask for.
export const size = { width: 1_200, height: 630 };
const card = { x: 44, y: 44, width: 1_112, height: 542 };
const radius = 32;
const sign = { x: 480, y: 96, size: 240 };
const stripe = { x: card.x, y: 568, width: card.width, height: 18 };
// The days lie on one line, the worse the higher, as on the page.
const days = { x: 106, y: 520, step: 11, width: 8, height: 120 };
const heights: Record<Tone | 'unknown', number> = { good: 46, maintenance: 62, minor: 80, major: 100, critical: 120, unknown: 8 };

/** The state of a page as a picture, for where somebody passes its address on: the sign, its colour, the days and the page's own colours. What it says in words stands beside it there. */
export function drawPicture({ colours = {} }: Pick<PageView, 'colours'>, tone: Tone, record: ShownRecord | undefined): Canvas {
  const background = colourOf(colours.background);
  const palette = palettes[background !== undefined && isDark(background) ? 'dark' : 'light'];
  const ground = background ?? palette.paper;
  const soft = palette[`${tone}-soft`];
  const ink = palette[tone];
  const canvas = createCanvas(size.width, size.height);
  canvas.fill(ground, { x: 0, y: 0, ...size });
  fillRounded(canvas, soft, card, radius);
  const whole = rounded(card, radius);
  const accent = readableOn(colourOf(colours.accent) ?? palette.accent, [ground]);
  canvas.fill(accent, stripe, (x, y) => Math.max(whole(x, y), stripe.y - y));
  const { outline, inner } = signs[tone];
  const box = { x: sign.x, y: sign.y, width: sign.size, height: sign.size };
  canvas.fill(ink, box, placed(outline, sign.x, sign.y, sign.size));
  canvas.fill(soft, box, placed(inner, sign.x, sign.y, sign.size));
  for (const [at, { worst }] of (record?.days ?? []).slice(-90).entries()) {
    const dayTone = worst === null ? 'unknown' : componentTone[worst];
    const height = heights[dayTone];
    const bar = { x: days.x + at * days.step, y: days.y - height, width: days.width, height };
    fillRounded(canvas, dayTone === 'unknown' ? palette.line : palette[dayTone], bar, 3);
  }
  return canvas;
}

// As `render/tones.ts` has them: told apart by shape alone.
const disc = circle(12, 12, 10);
const triangle: [number, number][] = [
  [12, 2.2],
  [23, 21.4],
  [1, 21.4],
];
const octagon: [number, number][] = [
  [7.9, 1.8],
  [16.1, 1.8],
  [22, 7.7],
  [22, 16.3],
  [16.1, 22.2],
  [7.9, 22.2],
  [2, 16.3],
  [2, 7.7],
];
const signs: Record<Tone, { outline: Shape; inner: Shape }> = {
  good: { outline: disc, inner: both(line([7.5, 12.4], [10.5, 15.4], 2.4), line([10.5, 15.4], [16.5, 9], 2.4)) },
  maintenance: {
    outline: rounded({ x: 2, y: 2, width: 20, height: 20 }, 6),
    inner: both(line([8, 16], [13, 11], 2.7), without(circle(14.8, 9.2, 3.7), circle(16.4, 7.6, 2))),
  },
  minor: { outline: disc, inner: line([7, 12], [17, 12], 2.4) },
  major: { outline: polygon(triangle), inner: both(line([12, 9.4], [12, 14.4], 2.4), circle(12, 18, 1.3)) },
  critical: { outline: polygon(octagon), inner: both(line([8.6, 8.6], [15.4, 15.4], 2.4), line([15.4, 8.6], [8.6, 15.4], 2.4)) },
};

// Of another version, perhaps: what is no colour is left out.
function colourOf(said: string | undefined): string | undefined {
  return said !== undefined && /^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(said) ? said : undefined;
}
