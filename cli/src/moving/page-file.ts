import { nextHlc } from '@pharos/core/hlc';

/** What a document is to say, in the order in which it was said. */
export type Saying = readonly [name: string, value: unknown, at: string];

export interface MovedDocument {
  kind: 'page' | 'group' | 'component' | 'incident' | 'maintenance';
  id: string;
  said: readonly Saying[];
}

// Clocks are of some installation: only their order counts.
const region = 1;

/** A page as the file that this API exports and imports (`docs/guides/move-a-page.md`). The page itself comes first, then what others name. */
export function pageFile(page: string, documents: readonly MovedDocument[]): string {
  const lines = documents.map(({ kind, id, said }) => {
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
    return JSON.stringify({ page, doc: `${kind}:${id}`, fields });
  });
  return [JSON.stringify({ pharos: 1, of: 'page', id: page }), ...lines, JSON.stringify({ documents: documents.length }), ''].join('\n');
}
