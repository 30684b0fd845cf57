import type { Sql } from '@pharos/core/outside/postgres';
import { covers, reachedIn, wholeSeq, type Version } from '@pharos/core/version';
import { regionOfOrigin } from '../document/origin.ts';

export interface MeshStatus {
  vv: Version;
  /** Of each origin in the vectors, the number of its region. */
  regionOfOrigin: Record<string, number>;
  members: { region: string; number: number; state: string; epoch: number }[];
  peers: PeerStatus[];
  /** Every peer that is heard has exactly what is here. */
  aligned: boolean;
  outbox: number;
  outboxOldestMs: number;
  /** This clock beside the median of the peers. */
  clockLeadMs: number;
  quarantined: number;
}

export interface PeerStatus {
  region: string;
  number: number;
  vv: Version;
  /** What it has and we have not; what we have and it has not. */
  missingHere: number;
  missingThere: number;
  offsetMs: number;
  silentMs: number;
}

/** How this region stands in the mesh; peers are as of their last second. */
export async function readMeshStatus(sql: Sql): Promise<MeshStatus> {
  const [positions, members, peers, [outbox], [state], [quarantined]] = await Promise.all([
    sql<{ origin: number; seq: number }[]>`select origin, seq from reached order by origin`,
    sql<MeshStatus['members']>`select region, number, state, epoch from member order by number`,
    sql<{ region: string; number: number; vv: Version; offset_ms: number; silent_ms: number }[]>`
      select region, number, vv, offset_ms, (extract(epoch from clock_timestamp() - at) * 1000)::float8 as silent_ms from peer order by number`,
    sql<{ count: number; oldest: number | null }[]>`
      select count(*)::bigint as count, (extract(epoch from clock_timestamp() - min(at)) * 1000)::float8 as oldest from outbox`,
    sql<{ lead_ms: number }[]>`select lead_ms from mesh_state`,
    sql<{ count: number }[]>`select count(*)::bigint as count from quarantine`,
  ]);
  const vv: Version = Object.fromEntries(positions.map(({ origin, seq }) => [origin, seq]));
  const origins = new Set([...Object.keys(vv), ...peers.flatMap((peer) => Object.keys(peer.vv))]);
  return {
    vv,
    regionOfOrigin: Object.fromEntries([...origins].map((origin) => [origin, regionOfOrigin(Number(origin))])),
    members: [...members],
    peers: peers.map(({ region, number, vv: theirs, offset_ms, silent_ms }) => ({
      region,
      number,
      vv: theirs,
      missingHere: ahead(theirs, vv),
      missingThere: ahead(vv, theirs),
      offsetMs: Math.round(offset_ms),
      silentMs: Math.max(0, Math.round(silent_ms)),
    })),
    aligned: outbox!.count === 0 && peers.every((peer) => covers(vv, peer.vv) && covers(peer.vv, vv)),
    outbox: outbox!.count,
    outboxOldestMs: Math.max(0, Math.round(outbox!.oldest ?? 0)),
    clockLeadMs: Math.round(state?.lead_ms ?? 0),
    quarantined: quarantined!.count,
  };
}

function ahead(a: Version, b: Version): number {
  // A retired origin has no number to compare: a region that still counts it lacks the retirement, and nothing of the origin itself.
  const counted = Object.entries(a).filter(([, seq]) => seq !== wholeSeq);
  return counted.reduce((sum, [origin, seq]) => sum + Math.max(0, seq - reachedIn(b, Number(origin))), 0);
}
