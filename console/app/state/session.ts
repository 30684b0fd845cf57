import { signal, type ReadonlySignal } from '@preact/signals';
import type { Answer } from '../api/api.ts';

export type Account = Answer<'GET /v1/account'>;

export interface Session {
  token(): string | null;
  /** Undefined: not known yet. Null: nobody is signed in. */
  account: ReadonlySignal<Account | null | undefined>;
  /** Who was signed in has to come in again; what they were doing stays as it is. */
  isOver: ReadonlySignal<boolean>;
  /** They show once more who they are, for what would let somebody else in: they are signed in all the same. */
  isAskedAgain: ReadonlySignal<boolean>;
  askAgain(is: boolean): void;
  begin(token: string): void;
  renewed(token: string): void;
  known(account: Account | null): void;
  ended(): void;
  leave(): void;
}

const kept = 'pharos session';

/**
 * The session as a bearer token, which opens every region; a cookie would be kept for one host alone. It stays in this tab, survives
 * its reload, and is gone with it. No script but ours runs on these pages, see `content-policy.ts`.
 */
export function createSession(storage: Storage): Session {
  const account = signal<Account | null | undefined>(undefined);
  const isOver = signal(false);
  const isAskedAgain = signal(false);
  const keep = (token: string) => storage.setItem(kept, token);
  return {
    token: () => storage.getItem(kept),
    account,
    isOver,
    isAskedAgain,
    askAgain: (is) => {
      isAskedAgain.value = is;
    },
    begin: (token) => {
      keep(token);
      isOver.value = false;
      isAskedAgain.value = false;
    },
    renewed: keep,
    known: (who) => {
      // The same again is no news: what is drawn of it stays as it is.
      if (JSON.stringify(who) !== JSON.stringify(account.peek())) account.value = who;
    },
    ended: () => {
      storage.removeItem(kept);
      if (account.value) isOver.value = true;
      else account.value = null;
    },
    leave: () => {
      storage.removeItem(kept);
      isOver.value = false;
      isAskedAgain.value = false;
      account.value = null;
    },
  };
}
