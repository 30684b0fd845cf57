import { codeSubject, stateOf } from '@pharos/core/page-entry';
import { isReaderSessionText, readerSessionIn, readerSessionText, type ReaderSession } from '@pharos/core/reader-session';
import { mintReaderToken, readReaderToken } from '@pharos/core/reader-token';
import type { Clock } from '@pharos/core/clock';
import type { Attempts } from '../attempts.ts';

/** Codes by which somebody who signed in here comes to a page at its own address: see `page-entry.ts`. */
export interface Entries {
  /** Undefined: this installation has no secrets for readers. */
  give(page: string, state: string, session: ReaderSession): Promise<string | undefined>;
  /** Whose it is; each once. Undefined for what is none, too old, used, or of another browser. */
  take(page: string, code: string, secret: string): Promise<ReaderSession | undefined>;
}

// The browser goes straight on with it. Clocks of two regions differ by less.
const codeMs = 60_000;
// Longer than a code is good, whatever clocks say.
const once = { points: 1, duration: 120 };

export function createEntries({ clock, keys, attempts }: { clock: Clock; keys: string[]; attempts: Attempts }): Entries {
  const uses = attempts.open('page-entry', once);
  return {
    give: async (page, state, session) => {
      const [key] = keys;
      if (!key) return undefined;
      const text = readerSessionText(session);
      const now = Math.trunc(clock.now());
      return `${text}.${await mintReaderToken({ page: codeSubject(page, state, text), issuedAt: now, expiresAt: now + codeMs }, key)}`;
    },
    take: async (page, code, secret) => {
      const [text = '', ...rest] = code.split('.');
      if (!isReaderSessionText(text)) return undefined;
      const signed = rest.join('.');
      const judged = await readReaderToken(signed, codeSubject(page, await stateOf(secret), text), keys, clock.now());
      if (judged.kind !== 'good') return undefined;
      // Across regions that cannot count together the cookie is what keeps it for one browser.
      return (await uses.spend(signed)).isOver ? undefined : readerSessionIn(text);
    },
  };
}
