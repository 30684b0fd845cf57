import { startLoop } from '@pharos/core/loop';
import type { Kit } from '@pharos/core/role';
import { Problem } from '@pharos/core/problem';
import { readerCookie, readReaderToken } from '@pharos/core/reader-token';
import { accessOf, type PageAccess } from '@pharos/core/page-access';
import type { PageView } from '@pharos/resources/view';
import { createSignal, type Signal } from '../signal.ts';
import type { HttpRequest } from './http-request.ts';

export interface Token {
  issuedAt: number;
  expiresAt: number;
}

/** What somebody who asks for a page gets. `token`: what it was opened by. `ended`: he need not come back. */
export type Judgement = { kind: 'open'; access: PageAccess; token: Token | undefined } | { kind: 'unknown' } | { kind: 'ended' };

export interface AccessOptions {
  kit: Kit;
  /** Who may read which page, from the region's table; pages that were never there are left out. */
  read(pages: string[]): Promise<Map<string, PageAccess>>;
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

// A storm of readers who come back costs one look a second for each page.
const freshMs = 1_000;
// A change whose event was lost is found by then.
const lookMs = 2_000;
const tickMs = 500;
// Pages remembered beside those with readers: those asked for lately.
const knownMax = 20_000;
const pagesALook = 5_000;
// Looked at for each that comes, until one is found that may be forgotten: seven of eight may have readers.
const evictSteps = 8;

/** `isSure`: the table said so just now. A region without its database goes on with what it knew. */
interface Look {
  access: PageAccess | undefined;
  isSure: boolean;
}

/** Decides who may read a page. What is not there and what is private look the same to those without a token. */
export function createAccess({ kit, read, keys, followed, topicOf }: AccessOptions): Access {
  const { clock, log } = kit;
  const changed: Signal<[topic: number]> = createSignal();
  const expired: Signal<[topic: number, tags: ReadonlySet<number>]> = createSignal();
  const known = new Map<string, { access: PageAccess; at: number }>();
  /** Those to be asked for together once the look before has ended. */
  const asked = new Map<string, PromiseWithResolvers<Look>>();
  let looking: Promise<void> | undefined;
  const held = new Map<number, { topic: number; token: Token }>();

  const remember = (page: string, access: PageAccess) => {
    known.delete(page);
    known.set(page, { access, at: clock.elapsed() });
    for (let step = 0; step < evictSteps && known.size > knownMax; step++) {
      const [oldest, what] = known.entries().next().value!;
      known.delete(oldest);
      if (topicOf(oldest) === undefined) return;
      // What is known of a page with readers is what a change is told by: it is not forgotten, and comes last again.
      known.set(oldest, what);
    }
  };

  /** What was asked before the page told something newer is not believed. */
  const learn = (page: string, topic: number | undefined, access: PageAccess, askedAt: number): PageAccess => {
    const before = known.get(page);
    if (before && before.at > askedAt) return before.access;
    remember(page, access);
    if (before && topic !== undefined && !same(before.access, access)) changed.say(topic);
    return access;
  };

  const found = (page: string, access: PageAccess | undefined, askedAt: number): Look => {
    if (access) return { access: learn(page, topicOf(page), access, askedAt), isSure: true };
    // It was there, and nobody purged it: a database that is being restored.
    return { access: known.get(page)?.access, isSure: true };
  };

  const lookTogether = async () => {
    while (asked.size > 0) {
      const batch = [...asked].slice(0, pagesALook);
      for (const [page] of batch) asked.delete(page);
      const askedAt = clock.elapsed();
      try {
        const answers = await read(batch.map(([page]) => page));
        for (const [page, { resolve }] of batch) resolve(found(page, answers.get(page), askedAt));
      } catch (error) {
        for (const [page, { resolve, reject }] of batch) {
          const near = known.get(page);
          if (near) resolve({ access: near.access, isSure: false });
          else reject(error);
        }
      }
    }
  };

  const lookSoon = () => {
    looking ??= lookTogether().finally(() => {
      looking = undefined;
      // Asked for between the last look and this line.
      if (asked.size > 0) lookSoon();
    });
  };

  /** Strangers may ask for any number of pages: one look is under way, and the next is for all that were asked for meanwhile. */
  const look = (page: string): Promise<Look> | Look => {
    const near = known.get(page);
    const now = clock.elapsed();
    if (near && now - near.at < freshMs) return { access: near.access, isSure: true };
    const waiting = asked.get(page) ?? Promise.withResolvers<Look>();
    asked.set(page, waiting);
    lookSoon();
    return waiting.promise;
  };

  const lookAtAll = async () => {
    const topics = followed();
    const askedAt = clock.elapsed();
    const pages = [...topics.keys()];
    for (let at = 0; at < pages.length; at += pagesALook) {
      const found = await read(pages.slice(at, at + pagesALook));
      for (const [page, access] of found) learn(page, topics.get(page), access, askedAt);
    }
  };

  /** Readers of one topic go together: one link for thousands runs out in one moment. Each is told of once. */
  const expire = (now: number) => {
    const over = new Map<number, Set<number>>();
    for (const [tag, { topic, token }] of held) {
      if (token.expiresAt > now) continue;
      held.delete(tag);
      over.set(topic, (over.get(topic) ?? new Set()).add(tag));
    }
    for (const [topic, tags] of over) expired.say(topic, tags);
  };
  const expiring = startLoop(() => expire(clock.now()), {
    kit,
    name: 'ending tokens',
    everyMs: tickMs,
    firstAfterMs: tickMs,
  });
  // A look that takes long must not keep a token alive: each has a loop of its own.
  const watching = startLoop(lookAtAll, {
    kit,
    name: 'looking who may read',
    everyMs: lookMs,
    firstAfterMs: lookMs,
    onError: (error) => log.warn({ err: error }, 'could not look who may read'),
  });

  const standing = async (page: string, judgeToken: () => Promise<Token | 'wrong' | 'expired'>): Promise<Judgement> => {
    const { access, isSure } = await look(page);
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
    return { kind: 'open', access, token };
  };

  return {
    onChanged: changed.listen,
    onExpired: expired.listen,
    judge: (page, token) =>
      standing(page, async () => {
        const judged = token ? await readReaderToken(token, page, keys, clock.now()) : undefined;
        if (judged?.kind !== 'good') return judged?.kind ?? 'wrong';
        return { issuedAt: judged.issuedAt, expiresAt: judged.expiresAt };
      }),
    judgeAtOnce: (page) => {
      const near = known.get(page);
      const isOpen = near?.access.kind === 'public' && clock.elapsed() - near.at < freshMs;
      return isOpen ? { kind: 'open', access: near.access, token: undefined } : undefined;
    },
    judgeAgain: (page, token) =>
      standing(page, async () => {
        if (!token) return 'wrong';
        return token.expiresAt <= clock.now() ? 'expired' : token;
      }),
    holds: (page, { access }) => {
      const now = known.get(page)?.access;
      return now !== undefined && same(now, access);
    },
    hold: (tag, topic, token) => void held.set(tag, { topic, token }),
    held: (tag) => held.get(tag)?.token,
    forget: (tag) => void held.delete(tag),
    pageChanged: (page, topic, view) => void learn(page, topic, accessOf(view.private ?? false, view.tokensFrom), Infinity),
    check: expiring.check,
    [Symbol.dispose]: () => {
      void expiring.stop();
      void watching.stop();
    },
  };
}

/** The token a request brings: a browser's stream can carry it in the address or a cookie, others as a bearer. */
export function tokenOf({ query, headers }: HttpRequest, page: string): string | undefined {
  const bearer = /^Bearer (\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  const cookies = (headers.get('cookie') ?? '').split(/;\s*/);
  const name = `${readerCookie(page)}=`;
  return query.get('token') || bearer || cookies.find((each) => each.startsWith(name))?.slice(name.length);
}

/** Headers `tokenOf` looks at. */
export const tokenHeaders = ['authorization', 'cookie'];

function same(a: PageAccess, b: PageAccess): boolean {
  return a.kind === b.kind && (a.kind !== 'private' || b.kind !== 'private' || a.tokensFrom === b.tokensFrom);
}
