import type { Probe } from '../experiment.ts';
import { missedOnScreen, pagesRefused, shownTwiceByStream, wrongIdsInStreams } from './people.ts';
import { digestsDiffer, gone, logFaults, missingSomewhere, quarantined, repeated, untilEqual } from './state.ts';
import { takenAsTold, toldAgain, toldAgainBeyond, untold } from './told.ts';
import { longestWithoutWrite, refused, slowWriteP99, stillWaiting, writeP99Before, writeP99During } from './writes.ts';

export interface Promises {
  regions: string[];
  /** Regions of which something is broken in them, and for how long they may acknowledge nothing. The others must not notice. */
  hurt?: { region: string; silentMsMax: number; pagesRefusedMax?: number };
  /** A region whose writes the fault may slow down, though none is refused, and how far. */
  slowed?: { region: string; p99MsMax: number };
  /** How soon after the mending all regions are the same. */
  convergeMsMax?: number;
  /** A copy of this region's database is put back: its ledger has forgotten whom it told. */
  restored?: {
    region: string;
    /** Its `RETURNED_DOUBT_MS`. */
    doubtMs: number;
    /** Its newest writes are gone before anybody has heard of them. */
    hasLostTail: boolean;
    /** How many of the notices that come back must be taken as told: those between the copy and the time of doubt. */
    takenAsToldLeast: number;
    /** What it had on its way when it fell silent, and another region told again. */
    inDoubtMax?: number;
  };
  /** The fault is one of the telling itself: how many notices may then come again, or not yet, for the reason given by the drill. */
  toldAgainMax?: number;
  untoldMax?: number;
}

/** What is promised whatever breaks: each drill asks all of it, and adds what is special to its fault. */
export function promises({ regions, hurt, slowed, convergeMsMax = 10_000, restored, toldAgainMax = 0, untoldMax = 0 }: Promises): Probe[] {
  const unhurt = regions.filter((region) => region !== hurt?.region);
  const unslowed = unhurt.filter((region) => region !== slowed?.region);
  return [
    refused(regions, ['before']),
    pagesRefused(regions, ['before']),
    writeP99Before(unhurt),
    refused(unhurt, ['during', 'after']),
    ...(unslowed.length > 0 ? [writeP99During(unslowed)] : []),
    ...(slowed ? [slowWriteP99(slowed.region, slowed.p99MsMax)] : []),
    pagesRefused(unhurt, ['during', 'after']),
    ...(hurt ? [longestWithoutWrite(hurt.region, hurt.silentMsMax)] : []),
    ...(hurt?.pagesRefusedMax === undefined ? [] : [pagesRefused([hurt.region], ['after'], hurt.pagesRefusedMax)]),
    untilEqual(convergeMsMax),
    digestsDiffer(),
    stillWaiting(restored?.hasLostTail ?? false),
    gone(restored?.hasLostTail ?? false),
    missingSomewhere(regions),
    repeated(regions),
    logFaults(),
    quarantined(),
    untold(untoldMax),
    ...(restored === undefined
      ? [toldAgain(toldAgainMax)]
      : [toldAgainBeyond(restored.region, restored.doubtMs, restored.inDoubtMax), takenAsTold(restored.region, restored.takenAsToldLeast)]),
    missedOnScreen(regions),
    shownTwiceByStream(),
    wrongIdsInStreams(),
  ];
}
