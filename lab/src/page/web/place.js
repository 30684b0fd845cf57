// Where things stand on the map, in per cent of it. Three regions stand as on a map of the world: west, middle, east.
const three = [
  { x: 17, y: 75 },
  { x: 50, y: 21 },
  { x: 83, y: 75 },
];

export function placeOf(index, count) {
  if (count === 3) return three[index];
  const angle = Math.PI + (index / count) * 2 * Math.PI;
  return { x: 50 + 36 * Math.cos(angle), y: 48 + 34 * Math.sin(angle) };
}

/** A point on the way from a to b, moved aside to the right of the way by `aside` (in the same unit as the places). */
export function between(a, b, share, aside) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = Math.hypot(dx, dy) || 1;
  return { x: a.x + dx * share - (dy / length) * aside, y: a.y + dy * share + (dx / length) * aside };
}
