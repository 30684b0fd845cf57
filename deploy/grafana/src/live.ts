import { board, here, most, p99, perSecond, total } from './board.ts';

/** Readers of live pages, and what they get. */
export const live = board('live', 'live', [
  { title: 'Readers', unit: 'short', meaning: 'Held now, of all gateways of the region', queries: [[total('readers'), '{{region}}']] },
  {
    title: 'Commit to readers, p99',
    unit: 's',
    meaning: 'Of each page until its last reader on a gateway. Promised: a second',
    queries: [[p99('reader_lag_seconds'), '{{region}}']],
  },
  {
    title: 'At the public address, p99',
    unit: 's',
    meaning: 'Changes late and beats not: the relay or the mesh. Both: runbooks/live-late.md',
    queries: [[p99('canary_lag_seconds', here, 'what'), '{{region}} {{what}}']],
  },
  {
    title: 'Nothing fresh since',
    unit: 's',
    meaning: 'Above 45 s: runbooks/live-late.md',
    queries: [[most('canary_silence_seconds'), '{{region}}']],
  },
  {
    title: 'Readers that cannot take more just now',
    unit: 'short',
    meaning: 'Many at once: the way to them, or too many for this gateway',
    queries: [[total('readers_behind'), '{{region}}']],
  },
  {
    title: 'Sent away with a time to come back',
    unit: 'cps',
    meaning: 'By a limit; they poll meanwhile',
    queries: [[perSecond('live_shed_total', 'why'), '{{region}} {{why}}']],
  },
  {
    title: 'What returning readers had missed',
    unit: 'cps',
    meaning: 'By where it was found',
    queries: [[perSecond('live_replays_total', 'from'), '{{region}} {{from}}']],
  },
  {
    title: 'Told to take the View again',
    unit: 'cps',
    meaning: 'By the reason',
    queries: [[perSecond('live_resets_total', 'reason'), '{{region}} {{reason}}']],
  },
]);
