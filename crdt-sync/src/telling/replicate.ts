import type { Kit } from '@pharos/core/role';
import { majorityOf } from '@pharos/region/telling/rules';
import type { Report } from '@pharos/region/telling/report';
import type { Tellings } from '@pharos/region/telling/tellings';
import type { PeerLink } from '../mesh/peers.ts';
import { askMember, untilEnough } from './members.ts';
import { ReportAnswer } from './wire.ts';

// What one round brings out at once; the newest go first, so that what can be told now does not wait behind what cannot.
const perRound = 50;

export interface ReplicateOptions {
  kit: Pick<Kit, 'region' | 'log'>;
  tellings: Tellings;
  peers: PeerLink[];
  members(): Promise<string[]>;
  /** A majority has something more: it may be sent. */
  onAcked(): void;
  /** Others have promised a greater epoch of it to somebody, and nobody tells it under that. */
  onContested(update: string, epoch: number): void;
}

/** Brings what this region reports of its notices to the others. Answers how many reports a majority has by now, and had not before. */
export async function replicate({ kit, tellings, peers, members, onAcked, onContested }: ReplicateOptions): Promise<number> {
  const reports = await tellings.unacked(kit.region, perRound);
  if (reports.length === 0) return 0;
  const all = await members();
  const counting = new Set(all);
  const bring = async (report: Report): Promise<boolean> => {
    const refusals: NonNullable<ReportAnswer['known']>[] = [];
    // All are asked, and those that count are counted.
    const asked = peers.map(async (peer) => {
      const answer = await askMember(peer, { what: 'report', report }, ReportAnswer);
      if (answer && !answer.isKept && answer.known) refusals.push(answer.known);
      return answer?.isKept === true && counting.has(peer.region);
    });
    if (await untilEnough(asked, majorityOf(all.length) - 1)) {
      await tellings.acked(report);
      onAcked();
      return true;
    }
    await giveWay(report, refusals);
    return false;
  };
  const giveWay = async (report: Report, refusals: NonNullable<ReportAnswer['known']>[]) => {
    const newest = [...refusals].sort((a, b) => b.epoch - a.epoch)[0];
    if (!newest) return;
    const isTold = refusals.some(
      ({ reportEpoch = -1, epoch, teller }) => reportEpoch > report.epoch || (epoch === report.epoch && teller !== report.teller),
    );
    // Promised to somebody who may never get a majority of promises: then this region asks for a greater epoch itself.
    if (!isTold) return onContested(report.update, newest.epoch);
    await tellings.standDown(report.update, newest);
    kit.log.warn(
      { notice: report.update, teller: newest.teller, epoch: newest.epoch },
      'another region tells this notice by now: this one stops',
    );
  };
  const acked = await Promise.all(reports.map(bring));
  return acked.filter(Boolean).length;
}
