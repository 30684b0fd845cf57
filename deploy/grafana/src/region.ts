import { board, here, most, p99, perSecond, total } from './board.ts';

/** One region from inside: its API, its database's copies, its cache, its bus. */
export const region = board('region', 'region', [
  {
    title: 'Requests of the API',
    unit: 'reqps',
    meaning: 'By route',
    queries: [[perSecond('http_request_seconds_count', 'route'), '{{region}} {{route}}']],
  },
  {
    title: 'Time to answer, p99',
    unit: 's',
    meaning: 'By route: one that is slow alone is a query, all together are the database or the process',
    queries: [[p99('http_request_seconds', here, 'route'), '{{region}} {{route}}']],
  },
  { title: 'Change to commit, p99', unit: 's', meaning: 'The database under writes', queries: [[p99('write_seconds'), '{{region}}']] },
  {
    title: 'Oldest change without its place in the log',
    unit: 's',
    meaning: 'No other region hears of it: runbooks/process-down.md',
    queries: [[most('outbox_oldest_seconds'), '{{region}}']],
  },
  {
    title: 'Answers, by where they came from',
    unit: 'reqps',
    meaning: 'Memory, Redis or Postgres',
    queries: [[perSecond('api_answers_total', 'from'), '{{region}} {{from}}']],
  },
  {
    title: 'Reads, by who answered them',
    unit: 'reqps',
    meaning: 'A copy of the database, or the database',
    queries: [[perSecond('api_reads_total', 'from'), '{{region}} {{from}}']],
  },
  {
    title: 'Copies behind',
    unit: 's',
    meaning: 'Above 5 s their reads go to the database: runbooks/postgres-down.md',
    queries: [[most('api_replica_behind_seconds', 'replica'), '{{region}} {{replica}}']],
  },
  {
    title: 'Redis and the bus',
    unit: 'cps',
    meaning: 'What the cache did not keep or give, and what the bus did not bring: runbooks/redis-down.md, runbooks/nats-down.md',
    queries: [
      [perSecond('api_cache_failures_total'), '{{region}} API without cache'],
      [perSecond('live_cache_failures_total'), '{{region}} gateways without cache'],
      [perSecond('live_gaps_total'), '{{region}} events the bus lost'],
    ],
  },
  {
    title: 'Rounds that failed and were tried again',
    unit: 'cps',
    meaning: 'Of what is done again and again, by role',
    queries: [[perSecond('loop_failures_total', 'role'), '{{region}} {{role}}']],
  },
  {
    title: 'Notices set aside',
    unit: 'short',
    meaning: 'They wait for a version that can read them, or a person: runbooks/notices-set-aside.md',
    queries: [[total('notices_set_aside'), '{{region}}']],
  },
  {
    title: 'Longest wait of a notice for a majority',
    unit: 's',
    meaning: 'Cut off while it was being told: runbooks/takeover.md',
    queries: [[total('notice_majority_wait_seconds'), '{{region}}']],
  },
]);
