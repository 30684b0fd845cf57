import { mintReaderToken, readReaderToken } from './reader-token.ts';

/**
 * How an edge says to an API that it is one of ours: it asks for a whole region's visitors, and has a budget of its own for
 * that; and it is believed when it says for which visitor it asks. Signed by the secrets that both have for readers.
 */
export const edgeHeader = 'x-pharos-edge';
/** The address of the visitor for whom an edge asks. */
export const visitorHeader = 'x-pharos-visitor';

// No page is called so.
const subject = 'edge';
// Used at once, and again for half of its life; clocks of two regions differ by less.
const lifeMs = 120_000;
const skewMs = 5_000;

/** Undefined where no secret is configured: the edge counts as any other address then. */
export function createEdgeToken(keys: string[], now: () => number): () => Promise<string | undefined> {
  let known: { token: Promise<string>; until: number } | undefined;
  return async () => {
    const [key] = keys;
    if (!key) return undefined;
    if (!known || known.until <= now()) {
      const at = now();
      known = { token: mintReaderToken({ page: subject, issuedAt: at, expiresAt: at + lifeMs + skewMs }, key), until: at + lifeMs / 2 };
    }
    return known.token;
  };
}

export async function isEdgeToken(token: string, keys: string[], now: number): Promise<boolean> {
  return (await readReaderToken(token, subject, keys, now)).kind === 'good';
}
