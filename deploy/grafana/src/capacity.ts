import { board, here, most, perSecond } from './board.ts';

/** What comes to its end first: to be looked at before there are more readers, pages or regions. */
export const capacity = board('capacity', 'capacity', [
  {
    title: 'Readers of the fullest gateway',
    unit: 'short',
    meaning: 'More gateways are started above 80,000',
    queries: [[most('readers'), '{{region}}']],
  },
  {
    title: 'Readers of the busiest thread',
    unit: 'short',
    meaning: 'Much above readers / threads: they are spread badly',
    queries: [[most('readers_of_busiest_thread'), '{{region}}']],
  },
  {
    title: 'Memory of gateways',
    unit: 'bytes',
    meaning: 'Against LIVE_MEMORY_MAX_MB, above which readers are sent to polling',
    queries: [[most('live_memory_bytes'), '{{region}}']],
  },
  {
    title: 'How late API processes are',
    unit: 's',
    meaning: 'A process that cannot follow refuses what matters least: runbooks/strangers.md',
    queries: [[most('api_lag_seconds'), '{{region}}']],
  },
  {
    title: 'Requests for each API process',
    unit: 'reqps',
    meaning: 'More processes are started above 80 % of what one serves (500 a second)',
    queries: [[`sum by (region, instance) (rate(http_request_seconds_count{${here}}[$__rate_interval]))`, '{{region}} {{instance}}']],
  },
  {
    title: 'Refused for want of room',
    unit: 'cps',
    meaning: 'By class: more is asked than they can do',
    queries: [
      [perSecond('api_shed_total', 'class'), '{{region}} {{class}} shed'],
      [perSecond('api_full_total', 'class'), '{{region}} {{class}} full'],
    ],
  },
  {
    title: 'Memory of kept answers',
    unit: 'bytes',
    meaning: 'Against ANSWERS_MEMORY_MB',
    queries: [[most('api_answers_kept_bytes'), '{{region}}']],
  },
  {
    title: 'Days of the log that cannot be archived',
    unit: 'short',
    meaning: '1: the database grows by them. runbooks/archive-failing.md',
    queries: [[most('archive_failing'), '{{region}}']],
  },
]);
