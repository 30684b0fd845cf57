import type { ObjectStore } from '@pharos/core/outside/object-store';
import type { Sql } from '@pharos/core/outside/postgres';
import type { Kit } from '@pharos/core/role';
import type { PeerLink } from '../mesh/peers.ts';
import type { Store } from '../store/store.ts';

export interface CommandContext {
  kit: Kit;
  sql: Sql;
  store: Store;
  peers(): PeerLink[];
  /** Where days of the log are kept that the database has forgotten; undefined: nowhere. */
  archive(): Promise<ObjectStore | undefined>;
  args: string[];
  options: {
    json?: boolean | undefined;
    repair?: boolean | undefined;
    yes?: boolean | undefined;
    wait?: string | undefined;
    from?: string | undefined;
    to?: string | undefined;
    page?: string | undefined;
    into?: string | undefined;
  };
  print(text: string): void;
}
