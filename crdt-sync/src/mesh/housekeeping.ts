import type { Sql } from '@pharos/core/outside/postgres';
import type { Kit } from '@pharos/core/role';
import type { Exchange } from './exchange.ts';
import { startLoop, type Loop } from '@pharos/core/loop';
import { leadMaxMs, nextLead, type KnownLead } from './skew.ts';

// Gauges and what others read of the peers: a second old at most.
const everyMs = 1_000;
// A peer that is silent for longer says nothing about the time any more.
const offsetMaxAgeMs = 10_000;
// People are told of a clock before it does harm.
const offsetAlarmMs = 100;

/** Once a second: tells the region's tables and metrics how the mesh stands. */
export function startHousekeeping(kit: Kit, { sql, exchange }: { sql: Sql; exchange: Exchange }): Loop {
  const { clock, log, metrics } = kit;
  const outboxOldest = metrics.gauge('outbox_oldest_seconds', 'Age of the oldest change that has not got its place in the log');
  const lag = metrics.gauge('mesh_lag_seconds', 'Since when a peer has had something that is missing here', ['peer']);
  const silence = metrics.gauge('mesh_peer_silence_seconds', 'Since the last heartbeat of a peer', ['peer']);
  const clockLead = metrics.gauge('mesh_clock_lead_seconds', 'How far this clock runs ahead of the median of its peers');
  const offset = metrics.gauge('mesh_clock_offset_seconds', 'Clock of a peer beside ours', ['peer']);
  let isLeadTold = false;
  let known: KnownLead | undefined;

  const round = async () => {
    const now = clock.now();
    const peers = exchange.peers();
    for (const peer of peers) {
      lag.set({ peer: peer.region }, peer.behindSince === undefined ? 0 : Math.max(0, now - peer.behindSince) / 1_000);
      silence.set({ peer: peer.region }, Math.max(0, now - peer.heardAt) / 1_000);
      offset.set({ peer: peer.region }, peer.offsetMs / 1_000);
    }
    const heard = peers.filter(({ heardAt }) => Math.abs(now - heardAt) < offsetMaxAgeMs).map(({ offsetMs }) => offsetMs);
    const at = { now, elapsed: clock.elapsed() };
    known = nextLead(known ?? { leadMs: await readLead(sql), aheadOfElapsedMs: at.now - at.elapsed }, heard, at);
    const lead = known.leadMs;
    clockLead.set(lead / 1_000);
    if (lead > offsetAlarmMs !== isLeadTold) {
      isLeadTold = lead > offsetAlarmMs;
      const told = lead > leadMaxMs ? 'new writes are stamped with the time of the peers' : 'look at its time service';
      if (isLeadTold)
        log.error({ alarm: 'mesh_clock_lead', leadMs: Math.round(lead) }, `this region's clock runs ahead of its peers: ${told}`);
      else log.info('this region’s clock agrees with its peers again');
    }
    const [oldest] = await sql<{ seconds: number | null }[]>`
      select extract(epoch from clock_timestamp() - min(at))::float8 as seconds from outbox`;
    outboxOldest.set(Math.max(0, oldest?.seconds ?? 0));
    await sql`update mesh_state set lead_ms = ${lead}, at = now() where abs(lead_ms - ${lead}) > 20`;
    for (const { region, number, vv, offsetMs, heardAt } of peers) {
      await sql`
        insert into peer (region, number, vv, offset_ms, at) values (${region}, ${number}, ${sql.json(vv)}, ${offsetMs}, ${new Date(heardAt)})
        on conflict (region) do update set vv = excluded.vv, offset_ms = excluded.offset_ms, at = excluded.at`;
    }
  };
  return startLoop(round, {
    kit,
    name: 'state of the mesh',
    everyMs,
    retryMs: everyMs,
    onError: (error) => log.warn({ err: error }, 'the state of the mesh cannot be written now'),
  });
}

// What was known before this process was started: it may have been started because its region is cut off.
async function readLead(sql: Sql): Promise<number> {
  const [row] = await sql<{ lead_ms: number }[]>`select lead_ms from mesh_state`;
  return row?.lead_ms ?? 0;
}
