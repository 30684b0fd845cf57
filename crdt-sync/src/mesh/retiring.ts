import type { Sql } from '@pharos/core/outside/postgres';
import type { Kit } from '@pharos/core/role';
import type { Store } from '../store/store.ts';
import type { Exchange } from './exchange.ts';
import { startLoop, type Loop } from '@pharos/core/loop';
import { readActiveMembers } from './members.ts';
import { earlierOrigins, planRetirement } from './retire-plan.ts';
import { retire } from './retire.ts';

export interface RetiringOptions {
  sql: Sql;
  store: Store;
  exchange: Exchange;
  ownOrigin(): number | undefined;
  /** How long nothing of an origin must have moved anywhere. */
  quietMs: number;
}

// What was sent has arrived by then or is lost: a bus keeps nothing, and no buffer of a connection lives for so long.
export const retireQuietMs = 60_000;
const everyMs = 1_000;
// Some beats: who is silent for longer may have heard something else since.
const heardMs = 2_000;

/**
 * Keeps vectors short: retires what this region wrote under before. Kept in memory is one line an origin that is not retired yet.
 */
export function startRetiring(kit: Kit, { sql, store, exchange, ownOrigin, quietMs }: RetiringOptions): Loop {
  const { clock, log, metrics } = kit;
  const retired = metrics.counter('mesh_origins_retired_total', 'Names this region wrote under before, that vectors do without now');
  let seen = new Map<number, { seq: number; since: number }>();

  const round = async () => {
    const others = (await readActiveMembers(sql)).filter(({ region }) => region !== kit.region);
    const peers = exchange.peers();
    const now = clock.now();
    const heard = others.map(({ region }) => peers.find((peer) => peer.region === region && Math.abs(now - peer.heardAt) < heardMs));
    const own = ownOrigin();
    if (own === undefined) return;
    const version = exchange.applied();
    const at = clock.elapsed();
    const before = seen;
    seen = new Map(
      earlierOrigins(own, [version]).map((origin) => {
        const seq = version[String(origin)]!;
        const known = before.get(origin);
        return [origin, known?.seq === seq ? known : { seq, since: at }];
      }),
    );
    const plan = planRetirement({
      own,
      version,
      members: heard.map((peer) => (peer?.own === undefined ? undefined : peer.vv)),
      isQuiet: (origin) => at - (seen.get(origin)?.since ?? at) >= quietMs,
    });
    if (!plan || !(await retire(store, kit, own, plan))) return;
    const count = Object.keys(plan.ends).length;
    retired.inc(count);
    log.info({ origin: plan.origin, count }, 'every region has all of what was written here under earlier origins: they are retired');
  };
  return startLoop(round, {
    kit,
    name: 'retiring origins',
    everyMs: Math.min(everyMs, Math.max(quietMs, 50)),
    retryMs: everyMs,
    onError: (error) => log.warn({ err: error }, 'earlier origins cannot be retired now'),
  });
}
