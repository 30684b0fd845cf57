/** What stretches of a day were measured, as lines of a drawing of this size. */
export interface Drawing {
  line: string;
  ground: string;
  width: number;
  height: number;
  least: number | null;
  most: number | null;
}

const height = 100;
// The line is thick, and is not cut off at its ends.
const margin = 6;

/** A line for each stretch without a gap; one measurement by itself is a dot, which is a line that leads nowhere. */
export function drawingOf(values: readonly (number | null)[]): Drawing {
  const known = values.filter((value) => value !== null);
  const width = Math.max(values.length - 1, 1);
  if (known.length === 0) return { line: '', ground: '', width, height, least: null, most: null };
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const placeOf = (value: number) =>
    most === least ? height / 2 : height - margin - ((value - least) / (most - least)) * (height - 2 * margin);
  const stretches: string[][] = [];
  for (const [at, value] of values.entries()) {
    if (value === null) continue;
    const point = `${at} ${Number(placeOf(value).toFixed(1))}`;
    if (at > 0 && values[at - 1] !== null) stretches.at(-1)!.push(point);
    else stretches.push([point]);
  }
  const xOf = (point: string) => point.split(' ')[0]!;
  return {
    line: stretches.map((points) => `M${points.join('L')}${points.length === 1 ? 'h.5' : ''}`).join(''),
    ground: stretches.map((points) => `M${xOf(points[0]!)} ${height}L${points.join('L')}V${height}Z`).join(''),
    width,
    height,
    least,
    most,
  };
}
