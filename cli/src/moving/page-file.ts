import { nextHlc } from '@pharos/core/hlc';

/** What a document is to say, in the order in which it was said. */
export type Saying = readonly [name: string, value: unknown, at: string];

export interface MovedDocument {
  kind: 'page' | 'group' | 'component' | 'incident' | 'text' | 'maintenance' | 'metric';
  id: string;
  said: readonly Saying[];
}

/** What was measured of a metric: points as they were, or what hours came to. */
export type MovedPoints = { kind: 'points'; metric: string } & ({ points: [at: number, value: number][] } | { parts: Part[] });
export type Part = [seconds: number, at: number, min: number, max: number, sum: number, count: number];
export type Moved = MovedDocument | MovedPoints;

// Clocks are of some installation: only their order counts.
const region = 1;

/** A page as the lines of the file that this API exports and imports (`docs/guides/move-a-page.md`). The page itself comes first, then what others name. */
export function* pageLines(page: string, moved: Iterable<Moved>): Generator<string> {
  let count = 0;
  yield JSON.stringify({ pharos: 1, of: 'page', id: page });
  for (const each of moved) {
    yield JSON.stringify(each.kind === 'points' ? pointsLine(page, each) : documentLine(page, each));
    count += 1;
  }
  yield JSON.stringify({ documents: count });
}

function pointsLine(page: string, { metric, ...measured }: MovedPoints) {
  return 'points' in measured ? { page, points: metric, of: measured.points } : { page, parts: metric, of: measured.parts };
}

function documentLine(page: string, { kind, id, said }: MovedDocument) {
  let hlc = 0;
  let seen: Record<string, number> = {};
  const fields = said.map(([name, value, at]) => {
    hlc = nextHlc(hlc, Math.max(1, Date.parse(at)));
    if (kind !== 'incident' || !name.startsWith('u/')) return [name, value, hlc, region];
    // Whoever wrote an update had read the one before it: else two of them would be people out of touch.
    const field = [name, { ...(value as object), seen }, hlc, region];
    seen = { [region]: hlc };
    return field;
  });
  return { page, doc: `${kind}:${id}`, fields };
}
