import type { Probe } from '../experiment.ts';
import { missedOnScreen, pagesRefused, shownTwiceByStream } from './people.ts';
import { digestsDiffer, gone, logFaults, missingSomewhere, quarantined, repeated, untilEqual } from './state.ts';
import { toldAgain, untold } from './told.ts';
import { longestWithoutWrite, refused, stillWaiting, writeP99Before, writeP99During } from './writes.ts';

export interface Promises {
  regions: string[];
  /** Regions of which something is broken in them, and for how long they may acknowledge nothing. The others must not notice. */
  hurt?: { region: string; silentMsMax: number; pagesRefusedMax?: number };
  /** How soon after the mending all regions are the same. */
  convergeMsMax?: number;
  /** The fault takes a region's newest writes away before anybody has heard of them: they are counted, not forbidden. */
  losesTail?: boolean;
  /** The fault is one of the telling itself: how many notices may then come again, or not yet, for the reason given by the drill. */
  toldAgainMax?: number;
  untoldMax?: number;
}

/** What is promised whatever breaks: each drill asks all of it, and adds what is special to its fault. */
export function promises({ regions, hurt, convergeMsMax = 10_000, losesTail = false, toldAgainMax = 0, untoldMax = 0 }: Promises): Probe[] {
  const unhurt = regions.filter((region) => region !== hurt?.region);
  return [
    refused(regions, ['before']),
    pagesRefused(regions, ['before']),
    ...unhurt.map((region) => writeP99Before(region)),
    refused(unhurt, ['during', 'after']),
    ...unhurt.map((region) => writeP99During(region)),
    pagesRefused(unhurt, ['during', 'after']),
    ...(hurt ? [longestWithoutWrite(hurt.region, hurt.silentMsMax)] : []),
    ...(hurt?.pagesRefusedMax === undefined ? [] : [pagesRefused([hurt.region], ['after'], hurt.pagesRefusedMax)]),
    untilEqual(convergeMsMax),
    digestsDiffer(),
    stillWaiting(losesTail),
    gone(losesTail),
    missingSomewhere(regions),
    repeated(regions),
    logFaults(),
    quarantined(),
    untold(untoldMax),
    toldAgain(toldAgainMax),
    missedOnScreen(regions),
    shownTwiceByStream(),
  ];
}
