import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Peer } from '@pharos/core/outside/http';
import type { Kit } from '@pharos/core/role';
import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import type { Writer } from '@pharos/crdt-sync';
import type { Scope } from '@pharos/core/scope';
import type { Whose } from '@pharos/region/reading/access';
import type { Answers } from './answers/answers.ts';
import type { Left } from './budget.ts';
import type { ResolveTxt } from './claims.ts';
import type { Keys } from './keys.ts';
import type { SignUps } from './sign-ups.ts';
import type { Tenants } from './tenants.ts';

export interface Caller extends Whose {
  key: string;
  scopes: Scope[];
}

export interface Env {
  Bindings: Peer;
  Variables: {
    trace: string;
    address: string;
    caller: Caller | undefined;
    tenants: Tenants;
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
  signUps: SignUps;
  /** Where domains must say whose they are; undefined: nobody is asked. */
  resolveTxt: ResolveTxt | undefined;
}

export type Api = OpenAPIHono<Env>;
