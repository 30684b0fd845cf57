import { startLoop } from '@pharos/core/loop';
import type { Kit } from '@pharos/core/role';
import { Problem } from '@pharos/core/problem';
import { readReaderToken } from '@pharos/core/reader-token';
import { accessOf, type PageAccess } from '@pharos/core/page-access';
import type { ReaderOf } from '@pharos/resources/person/reader';
import type { PageView } from '@pharos/resources/view';
import { createSignal, type Signal } from '../signal.ts';
import { createHeldTokens, type Token } from './held-tokens.ts';
import { createKnownPages, isSame } from './known-pages.ts';
import { createLooks } from './looks.ts';

/** What somebody who asks for a page gets. `token`: what it was opened by. `ended`: he need not come back. */
export type Judgement = { kind: 'open'; access: PageAccess; token: Token | undefined } | { kind: 'unknown' } | { kind: 'ended' };

export interface AccessOptions {
  kit: Kit;
  /** Who may read which page, from the region's table; pages that were never there are left out. */
  read(pages: string[]): Promise<Map<string, PageAccess>>;
  /** Of those who read as people who are signed in, which may go on; without it they are believed until their tokens run out. */
  mayRead?: ((readers: readonly ReaderOf[]) => Promise<boolean[]>) | undefined;
  keys: string[];
  /** Pages with readers, and their topics: what is known of these is kept true. */
  followed(): Map<string, number>;
  /** The topic of a page that has readers, or had them a moment ago. */
  topicOf(page: string): number | undefined;
}

export interface Access extends Disposable {
  /** Who may read this page is not what it was: its readers come back and are judged again. */
  onChanged: Signal<[topic: number]>['listen'];
  /** The tokens of these readers have run out. */
  onExpired: Signal<[topic: number, tags: ReadonlySet<number>]>['listen'];
  /** What is wrong, if tokens do not run out any more. */
  check(): string | undefined;
  judge(page: string, token: string | undefined): Promise<Judgement>;
  /** The same for a page that was everybody's a moment ago, without waiting; undefined for any other. */
  judgeAtOnce(page: string): (Judgement & { kind: 'open' }) | undefined;
  /** Asked in the turn of the admission: was nothing changed since the judgement? */
  holds(page: string, judgement: Judgement & { kind: 'open' }): boolean;
  /** Remembers a reader whose token runs out some day. */
  hold(tag: number, topic: number, token: Token): void;
  held(tag: number): Token | undefined;
  /** The same as `judge` for a reader whose token was found good by the gateway before this one. */
  judgeAgain(page: string, token: Token | undefined): Promise<Judgement>;
  forget(tag: number): void;
  /** The page itself was changed: known at once, by the event that tells it. */
  pageChanged(page: string, topic: number, view: PageView): void;
}

// A change whose event was lost is found by then.
const lookMs = 2_000;
const tickMs = 500;
// Asked about in one statement: some kilobytes of each person.
const readersALook = 500;

/**
 * Decides who may read a page, at its door and as long as he reads:
 *
 *   the page is     everybody's          open
 *                   not there            unknown
 *                   purged               ended
 *                   private, and his token is
 *                     good               open, until it runs out (`onExpired`)
 *                     none or wrong      unknown: what is not there and what is private look the same to him
 *                     run out, revoked   ended; so is that of somebody whose session is over, or who has no role there any more
 *
 * When that changes (`onChanged`) its readers come back, and are judged again. What is known of pages is in `known-pages.ts`.
 */
export function createAccess({ kit, read, mayRead, keys, followed, topicOf }: AccessOptions): Access {
  const { clock, log } = kit;
  const changed: Signal<[topic: number]> = createSignal();
  const expired: Signal<[topic: number, tags: ReadonlySet<number>]> = createSignal();
  const known = createKnownPages({ clock, topicOf, onChanged: changed.say });
  const looks = createLooks({ clock, known, read, topicOf });
  const held = createHeldTokens(expired.say);

  const expiring = startLoop(() => held.expire(clock.now()), {
    kit,
    name: 'ending tokens',
    everyMs: tickMs,
    firstAfterMs: tickMs,
  });
  // A look that takes long must not keep a token alive: each has a loop of its own.
  const look = async () => {
    await looks.atAll(followed());
    const readers = held.readers();
    for (let at = 0; at < readers.length; at += readersALook) await endThoseOf(readers.slice(at, at + readersALook));
  };
  const endThoseOf = async (readers: ReaderOf[]) => {
    const may = await mayRead?.(readers);
    if (may) held.end(readers.filter((_, at) => !may[at]));
  };
  const watching = startLoop(look, {
    kit,
    name: 'looking who may read',
    everyMs: lookMs,
    firstAfterMs: lookMs,
    onError: (error) => log.warn({ err: error }, 'could not look who may read'),
  });

  const standing = async (page: string, judgeToken: () => Promise<Token | 'wrong' | 'expired'>): Promise<Judgement> => {
    const { access, isSure } = await looks.at(page);
    if (!access) return { kind: 'unknown' };
    if (access.kind === 'gone') return { kind: 'ended' };
    if (access.kind === 'public') return { kind: 'open', access, token: undefined };
    const token = await judgeToken();
    if (token === 'wrong') {
      // Of a page that nobody knows it could not be said now: nor of this one.
      if (!isSure) throw new Problem('unavailable', 'the database does not answer');
      return { kind: 'unknown' };
    }
    if (token === 'expired' || token.issuedAt < access.tokensFrom) return { kind: 'ended' };
    if (token.reader && !(await mayGoOn(token.reader))) return { kind: 'ended' };
    return { kind: 'open', access, token };
  };

  // Without its database a region goes on with what was signed, as with what it knew of pages.
  const mayGoOn = async (reader: ReaderOf): Promise<boolean> => {
    const [may = true] = (await mayRead?.([reader]).catch(() => undefined)) ?? [];
    return may;
  };

  return {
    onChanged: changed.listen,
    onExpired: expired.listen,
    judge: (page, token) =>
      standing(page, async () => {
        const judged = token ? await readReaderToken(token, page, keys, clock.now()) : undefined;
        if (judged?.kind !== 'good') return judged?.kind ?? 'wrong';
        const { issuedAt, expiresAt, session } = judged;
        return { issuedAt, expiresAt, ...(session && { reader: { page, session } }) };
      }),
    judgeAtOnce: (page) => {
      const near = known.fresh(page);
      return near?.kind === 'public' ? { kind: 'open', access: near, token: undefined } : undefined;
    },
    judgeAgain: (page, token) =>
      standing(page, async () => {
        if (!token) return 'wrong';
        return token.expiresAt <= clock.now() ? 'expired' : token;
      }),
    holds: (page, { access }) => {
      const now = known.of(page);
      return now !== undefined && isSame(now, access);
    },
    hold: held.hold,
    held: held.of,
    forget: held.forget,
    pageChanged: (page, topic, view) => void known.learn(page, topic, accessOf(view.private ?? false, view.tokensFrom), Infinity),
    check: expiring.check,
    [Symbol.dispose]: () => {
      void expiring.stop();
      void watching.stop();
    },
  };
}
