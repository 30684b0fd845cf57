import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Peer } from '@pharos/core/outside/http';
import type { Kit } from '@pharos/core/role';
import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import type { Writer } from '@pharos/crdt-sync';
import type { Scope } from '@pharos/core/scope';
import type { Span } from '@pharos/core/traces';
import type { Whose } from '@pharos/region/reading/access';
import type { Role } from '@pharos/resources/seat/role';
import type { Answers } from './answers/answers.ts';
import type { Left } from './budget.ts';
import type { AskNotifier } from './ask-notifier.ts';
import type { Attempts } from './attempts.ts';
import type { ResolveTxt } from './claims.ts';
import type { Keys } from './keys.ts';
import type { Accounts } from './people/accounts.ts';
import type { SignedIn } from './people/sessions.ts';
import type { Passwords } from './passwords.ts';
import type { Presence } from './presence.ts';
import type { SignUps } from './sign-ups.ts';
import type { Tenants } from './tenants.ts';

/** Whoever asks with something that is known: a key, or a person who is signed in. */
export interface Caller extends Whose {
  id: string;
  by: 'key' | 'person';
  scopes: readonly Scope[];
  /** Of a person, where the request is made. */
  role?: Role | null;
  /** They are in several organisations, and have not said for which of them they ask. */
  isUndecided?: true;
}

/** A request that a dialect makes in the place of one that was let in already: who that was, and how many of these are not counted again. */
export interface Admitted {
  caller: Caller;
  address: string;
  left: number;
}

export interface Env {
  Bindings: Peer & { admitted?: Admitted };
  Variables: {
    trace: string;
    /** Of what is written, where somebody watches. */
    span: Span | undefined;
    address: string;
    caller: Caller | undefined;
    signedIn: SignedIn | undefined;
    tried: string | undefined;
    /** Of a page of ours, which asks with the session that a browser keeps. */
    ownOrigin: string | undefined;
    tenants: Tenants;
    /** Of a request with If-Match: throws unless the thing is still as it was read. */
    requireUnchanged: (() => Promise<void>) | undefined;
    /** What the caller has left. */
    budget: Left | undefined;
    /** The answer has what every answer carries. */
    isFinished: true | undefined;
  };
}

/** What the routes stand on. */
export interface Deps {
  kit: Kit;
  /** The way to the pool that is for reading alone: writes that wait do not hold it up. */
  reads: PostgresDoor;
  writer: Writer;
  /** Secrets that sign tokens for private pages; the first one signs. */
  readerKeys: string[];
  /** APIs of other regions, for who finds that this one cannot answer. */
  elsewhere: string[];
  keys: Keys;
  answers: Answers;
  tenants: Tenants;
  /** How people sign in, and what is theirs. */
  accounts: Accounts;
  signUps: SignUps;
  passwords: Passwords;
  /** Origins at which a lab plays chat services; none elsewhere. */
  chatStandIns?: readonly string[] | undefined;
  /** How often passwords and codes may be tried. */
  attempts: Attempts;
  /** Long work has a way to the database of its own. `wake`: there is something to do. */
  jobs: { door: PostgresDoor; wake(): void };
  /** What the notifier of this region knows. */
  askNotifier: AskNotifier;
  /** Who is there just now. */
  presence: Presence;
  /** Where domains must say whose they are; undefined: nobody is asked. */
  resolveTxt: ResolveTxt | undefined;
}

export type Api = OpenAPIHono<Env>;
