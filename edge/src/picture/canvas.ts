/** How far a point is outside of a shape; inside it is less than nothing. */
export type Shape = (x: number, y: number) => number;

export interface Canvas {
  width: number;
  height: number;
  /** Red, green and blue of each point, row by row. */
  pixels: Uint8Array;
  /** A box, or a shape within it; its edge is mixed with what is there, so that it looks smooth. */
  fill(colour: string, box: Box, shape?: Shape): void;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export function createCanvas(width: number, height: number): Canvas {
  const pixels = new Uint8Array(width * height * 3);
  return {
    width,
    height,
    pixels,
    fill: (colour, box, shape) => {
      const ink = channelsOf(colour);
      const [left, right] = [Math.max(0, Math.floor(box.x)), Math.min(width, box.x + box.width)];
      const top = Math.max(0, Math.floor(box.y));
      for (let y = top; y < Math.min(height, box.y + box.height); y++) {
        const start = (y * width + left) * 3;
        if (!shape && y > top) pixels.copyWithin(start, (top * width + left) * 3, (top * width + right) * 3);
        else if (!shape) for (let at = 0; at < (right - left) * 3; at++) pixels[start + at] = ink[at % 3]!;
        if (!shape) continue;
        for (let x = left; x < right; x++) {
          const covered = Math.min(1, Math.max(0, 0.5 - shape(x + 0.5, y + 0.5)));
          if (covered === 0) continue;
          mix(pixels, (y * width + x) * 3, ink, covered);
        }
      }
    },
  };
}

function mix(pixels: Uint8Array, at: number, [red, green, blue]: [number, number, number], covered: number): void {
  const rest = 1 - covered;
  pixels[at] = pixels[at]! * rest + red * covered + 0.5;
  pixels[at + 1] = pixels[at + 1]! * rest + green * covered + 0.5;
  pixels[at + 2] = pixels[at + 2]! * rest + blue * covered + 0.5;
}

// `Math.hypot` minds numbers that no picture has, and takes ten times as long.
const far = (x: number, y: number) => Math.sqrt(x * x + y * y);

export const circle =
  (cx: number, cy: number, radius: number): Shape =>
  (x, y) =>
    far(x - cx, y - cy) - radius;

export const rounded =
  ({ x: left, y: top, width, height }: Box, radius: number): Shape =>
  (x, y) => {
    const outX = Math.abs(x - left - width / 2) - width / 2 + radius;
    const outY = Math.abs(y - top - height / 2) - height / 2 + radius;
    // Only at the corners is it round.
    if (outX <= 0 || outY <= 0) return Math.max(outX, outY) - radius;
    return far(outX, outY) - radius;
  };

/** A box with round corners: all but the corners needs no look at each point. */
export function fillRounded(canvas: Canvas, colour: string, box: Box, radius: number): void {
  const { x, y, width, height } = box;
  canvas.fill(colour, { x: x + radius, y, width: width - 2 * radius, height });
  canvas.fill(colour, { x, y: y + radius, width, height: height - 2 * radius });
  const shape = rounded(box, radius);
  for (const cx of [x, x + width - radius]) {
    for (const cy of [y, y + height - radius]) canvas.fill(colour, { x: cx, y: cy, width: radius, height: radius }, shape);
  }
}

/** One without dents, its corners in the order of a clock: outside of it is whoever is outside of one of its sides. */
export function polygon(corners: [number, number][]): Shape {
  const sides = corners.map(([ax, ay], at) => {
    const [bx, by] = corners[(at + 1) % corners.length]!;
    const long = far(bx - ax, by - ay);
    return { ax, ay, nx: (by - ay) / long, ny: (ax - bx) / long };
  });
  return (x, y) => {
    let most = -Infinity;
    for (const { ax, ay, nx, ny } of sides) most = Math.max(most, (x - ax) * nx + (y - ay) * ny);
    return most;
  };
}

/** From a point to another, as thick as that and round at its ends. */
export function line([ax, ay]: [number, number], [bx, by]: [number, number], thickness: number): Shape {
  const [dx, dy] = [bx - ax, by - ay];
  return (x, y) => {
    const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
    return far(x - ax - along * dx, y - ay - along * dy) - thickness / 2;
  };
}

export const both =
  (one: Shape, other: Shape): Shape =>
  (x, y) =>
    Math.min(one(x, y), other(x, y));
export const without =
  (shape: Shape, hole: Shape): Shape =>
  (x, y) =>
    Math.max(shape(x, y), -hole(x, y));

/** A shape that is drawn in a box of 24 units, as large as that and there. */
export const placed =
  (shape: Shape, x: number, y: number, size: number): Shape =>
  (px, py) =>
    (shape(((px - x) * 24) / size, ((py - y) * 24) / size) * size) / 24;

function channelsOf(colour: string): [number, number, number] {
  const long = colour.length === 4 ? colour.slice(1).replaceAll(/./g, '$&$&') : colour.slice(1);
  return [0, 2, 4].map((at) => Number.parseInt(long.slice(at, at + 2), 16)) as [number, number, number];
}
