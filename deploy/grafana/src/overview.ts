import { board, here, most, p99, perSecond } from './board.ts';

/** What people outside notice, of all regions beside each other. */
export const overview = board('overview', 'overview', [
  {
    title: 'How fast each promise burns (1 h)',
    unit: 'short',
    meaning: 'Above 14.4 somebody is called, above 1 the month will not have it: runbooks/promise-burns.md',
    queries: [[`promise:burn:1h{${here}}`, '{{region}} {{promise}}']],
  },
  {
    title: 'Roles that answer',
    unit: 'short',
    meaning: 'Fewer than usual: runbooks/process-down.md',
    queries: [[`sum by (region, role) (up{job="pharos",${here}})`, '{{region}} {{role}}']],
  },
  {
    title: 'Readers hear nothing fresh since',
    unit: 's',
    meaning: 'A reader at the public address: above 45 s see runbooks/live-late.md',
    queries: [[most('canary_silence_seconds'), '{{region}}']],
  },
  {
    title: 'Commit to readers, p99',
    unit: 's',
    meaning: 'Promised: a second',
    queries: [[p99('reader_lag_seconds'), '{{region}}']],
  },
  { title: 'Change to commit, p99', unit: 's', meaning: 'What a responder waits for', queries: [[p99('write_seconds'), '{{region}}']] },
  {
    title: 'Update to provider, p99',
    unit: 's',
    meaning: 'By each channel: when somebody is told',
    queries: [[p99('notice_delivery_seconds', here, 'channel'), '{{region}} {{channel}}']],
  },
  {
    title: 'Errors of the API',
    unit: 'reqps',
    meaning: 'Its own, not those of who asks: runbooks/postgres-down.md',
    queries: [
      [`sum by (region, status) (rate(http_request_seconds_count{${here},status=~"5.."}[$__rate_interval]))`, '{{region}} {{status}}'],
    ],
  },
  {
    title: 'Views the edge served',
    unit: 'reqps',
    meaning: 'By where they came from: the more copies, the less the origins answer',
    queries: [[perSecond('edge_views_total', 'from'), '{{region}} {{from}}']],
  },
]);
