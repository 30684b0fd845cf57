import { wholeSeq } from '@pharos/core/version';
import { readMeshStatus, type MeshStatus } from '../read/mesh-status.ts';
import { table } from '@pharos/core/table';
import type { CommandContext } from './context.ts';

const askAgainMs = 200;
// A peer that has not been heard for as long is not known to be level, whatever it said last.
const silentMaxMs = 5_000;

/** Exit 0 when this region and every peer have the same: "vectors aligned" is a command. */
export async function statusCommand({ kit, sql, options, print }: CommandContext): Promise<number> {
  const until = kit.clock.elapsed() + Number(options.wait ?? 0) * 1_000;
  let status = await readMeshStatus(sql);
  while (!isAligned(status) && kit.clock.elapsed() < until) {
    await kit.clock.sleep(askAgainMs);
    status = await readMeshStatus(sql);
  }
  const aligned = isAligned(status);
  print(options.json ? JSON.stringify({ ...status, aligned }) : readable(kit.region, status, aligned));
  return aligned ? 0 : 1;
}

function isAligned(status: MeshStatus): boolean {
  return status.aligned && status.peers.every(({ silentMs }) => silentMs < silentMaxMs);
}

function readable(region: string, status: MeshStatus, aligned: boolean): string {
  const states = new Map(status.members.map((member) => [member.region, member.state]));
  const rows = status.peers.map((peer) => [
    peer.region,
    states.get(peer.region) ?? '?',
    String(peer.missingHere),
    String(peer.missingThere),
    `${peer.offsetMs} ms`,
    `${peer.silentMs} ms ago`,
  ]);
  const own = Object.entries(status.vv).map(
    ([origin, seq]) => `${status.regionOfOrigin[origin]}/${origin}:${seq === wholeSeq ? 'whole' : seq}`,
  );
  return [
    `${region} (${states.get(region) ?? 'not a member'}): ${aligned ? 'aligned with every peer' : 'NOT aligned'}`,
    `outbox ${status.outbox} waiting, oldest ${status.outboxOldestMs} ms; clock ${status.clockLeadMs} ms ahead of its peers; ${status.quarantined} quarantined`,
    '',
    table(['peer', 'state', 'missing here', 'missing there', 'clock', 'heard'], rows),
    '',
    `vector (region/origin:sequence)  ${own.join('  ') || 'empty'}`,
  ].join('\n');
}
