import type { Kit } from '@pharos/core/role';
import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import type { Writer } from '@pharos/crdt-sync';
import type { Attempts } from '../attempts.ts';
import type { Tenants } from '../tenants.ts';
import { createLinkUses, type LinkUses } from './link-uses.ts';
import { createMails, type Mails } from './mails.ts';
import { createOidc, type Oidc, type OidcOptions } from './oidc.ts';
import { createPasskeys, type Passkeys } from './passkeys.ts';
import { createPasswords, ofPeople, type Passwords } from '../passwords.ts';
import { createPeople, type People } from './people.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSignIns, type SignIns } from './sign-ins.ts';

export interface AccountOptions {
  /** The first signs; none: nobody signs in. */
  keys: readonly string[];
  /** This API's own address, as browsers see it. Undefined: as each request says. */
  publicUrl?: string | undefined;
  /** Where our own pages are: links in mails lead there. Undefined: to this API itself. */
  consoleUrl?: string | undefined;
  consoleOrigins?: readonly string[];
  /** The host, or what stands behind the dot of several, for which passkeys are made. Undefined: whatever the API is called by. */
  passkeyHost?: string | undefined;
  oidc?: OidcOptions | undefined;
  /** The logarithm of what a guess of a password costs: for tests, which make many. */
  passwordCost?: number;
}

/** All by which people come in, and what is theirs. */
export interface Accounts {
  keys: readonly string[];
  publicUrl: string | undefined;
  people: People;
  sessions: Sessions;
  signIns: SignIns;
  passwords: Passwords;
  passkeys: Passkeys;
  mails: Mails;
  linkUses: LinkUses;
  /** Undefined: no identity provider is configured. */
  oidc: Oidc | undefined;
}

export interface AccountDeps {
  kit: Kit;
  reads: PostgresDoor;
  writes: PostgresDoor;
  writer: Writer;
  tenants: Tenants;
  attempts: Attempts;
}

export function createAccounts({ kit, reads, writes, writer, tenants, attempts }: AccountDeps, options: AccountOptions): Accounts {
  const { passwordCost = ofPeople.cost } = options;
  const { keys, publicUrl, consoleUrl, consoleOrigins = [], passkeyHost, oidc } = options;
  const people = createPeople(kit, reads);
  return {
    keys,
    publicUrl,
    people,
    sessions: createSessions({ kit, keys, people, tenants, consoleOrigins }),
    signIns: createSignIns({ kit, writer, people, attempts }),
    passwords: createPasswords({ clock: kit.clock, ...ofPeople, cost: passwordCost }),
    passkeys: createPasskeys({ clock: kit.clock, keys, host: passkeyHost, publicUrl, consoleOrigins }),
    linkUses: createLinkUses({ kit, writer, own: publicUrl }),
    mails: createMails({ kit, writes, keys, at: publicUrl, url: consoleUrl ?? publicUrl }),
    oidc: oidc && createOidc(oidc, { clock: kit.clock, keys }),
  };
}
