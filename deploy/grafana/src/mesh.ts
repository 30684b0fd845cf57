import { board, most, p99, perSecond } from './board.ts';

/** What regions hear of each other. */
export const mesh = board('mesh', 'mesh', [
  {
    title: 'Since the last word of a peer',
    unit: 's',
    meaning: 'Above 10 s: runbooks/region-cut-off.md',
    queries: [[most('mesh_peer_silence_seconds', 'peer'), '{{region}} hears {{peer}}']],
  },
  {
    title: 'Since when something of a peer is missing',
    unit: 's',
    meaning: 'Above 5 s: runbooks/region-cut-off.md',
    queries: [[most('mesh_lag_seconds', 'peer'), '{{region}} lacks of {{peer}}']],
  },
  {
    title: 'Commit there to commit here, p99',
    unit: 's',
    meaning: 'Promised: a second',
    queries: [[p99('mesh_apply_lag_seconds'), '{{region}}']],
  },
  {
    title: 'Changes that got their place in the log',
    unit: 'cps',
    meaning: 'What a region writes',
    queries: [[perSecond('relayed_total'), '{{region}}']],
  },
  {
    title: 'Changes that had to be fetched',
    unit: 'cps',
    meaning: 'The bus between regions lost them; the log of the peer had them',
    queries: [[perSecond('mesh_fetched_total'), '{{region}}']],
  },
  {
    title: 'Refused or set aside',
    unit: 'cps',
    meaning: 'runbooks/set-aside.md',
    queries: [[perSecond('mesh_quarantined_total', 'reason'), '{{region}} {{reason}}']],
  },
  {
    title: 'Clock ahead of the median of its peers',
    unit: 's',
    meaning: 'Above 0.1 s: runbooks/clock-wrong.md',
    queries: [[most('mesh_clock_lead_seconds'), '{{region}}']],
  },
  {
    title: 'What was not as it should be, and was repaired',
    unit: 'cps',
    meaning: 'runbooks/regions-differ.md, runbooks/database-restored.md',
    queries: [
      [perSecond('mesh_digest_mismatch_total'), '{{region}} documents'],
      [perSecond('read_model_mismatch_total'), '{{region}} tables'],
      [perSecond('mesh_rollbacks_total'), '{{region}} databases set back'],
    ],
  },
]);
