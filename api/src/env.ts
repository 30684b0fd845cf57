import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Peer } from '@pharos/core/outside/http';
import type { Kit } from '@pharos/core/role';
import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import type { Writer } from '@pharos/crdt-sync';
import type { Scope } from '@pharos/core/scope';
import type { ResolveTxt } from './claims.ts';
import type { Keys } from './keys.ts';
import type { SignUps } from './sign-ups.ts';

export interface Caller {
  key: string;
  /** The page it may touch; null: all of them. */
  page: string | null;
  scopes: Scope[];
}

export interface Env {
  Bindings: Peer;
  Variables: { trace: string; address: string; caller: Caller | undefined };
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
  signUps: SignUps;
  /** Where domains must say whose they are; undefined: nobody is asked. */
  resolveTxt: ResolveTxt | undefined;
}

export type Api = OpenAPIHono<Env>;
