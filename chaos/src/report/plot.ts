import type { Series } from './series.ts';

/** A moment that is marked: when something was broken, or whole again. */
export interface Mark {
  atS: number;
  name: string;
}

const size = { width: 760, height: 190 };
const room = { left: 52, right: 12, top: 26, bottom: 26 };
// Told apart without seeing colours, too: each region has a dash of its own.
const looks = [
  { colour: '#2563eb', dash: '' },
  { colour: '#c2410c', dash: '7 3' },
  { colour: '#15803d', dash: '2 3' },
  { colour: '#7e22ce', dash: '9 3 2 3' },
];
// Points that are more steps apart than this are not joined: nothing was measured between them.
const gapSteps = 2;

/** One series as a picture: a line for each region, with what was done marked in it. Readable on light and dark ground. */
export function plot({ name, unit, lines, stepS = 1 }: Series, marks: Mark[]): string {
  const all = lines.flatMap(({ points }) => points);
  const lastS = Math.max(1, ...all.map(([at]) => at), ...marks.map(({ atS }) => atS));
  const most = niceMost(Math.max(0, ...all.map(([, value]) => value)));
  const x = (atS: number) => round(room.left + (atS / lastS) * (size.width - room.left - room.right));
  const y = (value: number) => round(size.height - room.bottom - (value / most) * (size.height - room.top - room.bottom));
  const rules = [0, most / 2, most].map(
    (value) =>
      `<line x1="${room.left}" x2="${size.width - room.right}" y1="${y(value)}" y2="${y(value)}" class="rule"/><text x="${room.left - 6}" y="${y(value) + 4}" text-anchor="end">${round(value)}</text>`,
  );
  const seconds = [0, lastS / 2, lastS].map(
    (at) => `<text x="${x(at)}" y="${size.height - 8}" text-anchor="middle">${Math.round(at)} s</text>`,
  );
  const marked = marks.map(
    ({ atS, name: what }, at) =>
      `<line x1="${x(atS)}" x2="${x(atS)}" y1="${room.top}" y2="${size.height - room.bottom}" class="mark"/><text x="${x(atS) + 4}" y="${room.top + 10 + 12 * (at % 2)}">${escaped(what)}</text>`,
  );
  const drawn = lines.map(({ points }, at) => {
    const { colour, dash } = looks[at % looks.length]!;
    const path = points
      .map(([atS, value], index) => `${isJoined(points, index, gapSteps * stepS) ? 'L' : 'M'}${x(atS)} ${y(value)}`)
      .join('');
    return `<path d="${path}" stroke="${colour}" stroke-dasharray="${dash}" class="line"/>`;
  });
  const names = lines.map(({ region }, at) => {
    const { colour, dash } = looks[at % looks.length]!;
    const from = size.width - room.right - (lines.length - at) * 70;
    return `<line x1="${from}" x2="${from + 22}" y1="12" y2="12" stroke="${colour}" stroke-dasharray="${dash}" class="line"/><text x="${from + 28}" y="16">${escaped(region)}</text>`;
  });
  const title = `${name}, ${unit}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${escaped(`${title}: ${spoken(lines)}`)}">`,
    `<style>text{font:12px system-ui,sans-serif;fill:#6b7280}.title{font-weight:600}.rule{stroke:#9ca3af;stroke-opacity:.35}.mark{stroke:#b91c1c;stroke-dasharray:3 3}.line{fill:none;stroke-width:2}</style>`,
    `<text x="${room.left}" y="16" class="title">${escaped(title)}</text>`,
    ...rules,
    ...seconds,
    ...marked,
    ...drawn,
    ...names,
    '</svg>',
  ].join('\n');
}

function isJoined(points: [number, number][], index: number, gapS: number): boolean {
  const before = points[index - 1];
  return before !== undefined && points[index]![0] - before[0] <= gapS;
}

// For whoever has the picture read out.
function spoken(lines: Series['lines']): string {
  return lines
    .map(({ region, points }) =>
      points.length === 0 ? `${region} none` : `${region} at most ${Math.max(...points.map(([, value]) => value))}`,
    )
    .join(', ');
}

/** The next number that one likes to read above it: 1, 2 or 5 and zeros. */
function niceMost(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((each) => each * power).find((each) => each >= value)!;
}

const round = (value: number) => Math.round(value * 10) / 10;

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
