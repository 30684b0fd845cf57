import { board, here, most, p99, perSecond, total } from './board.ts';

/** Who is told, by which provider, and what stands in the way. */
export const deliveries = board('deliveries', 'deliveries', [
  {
    title: 'Breakers',
    unit: 'short',
    meaning: '0 closed, 1 tries one, 2 open: the other provider has all of it. Both open: runbooks/provider-out.md',
    queries: [[most('provider_breaker', 'channel', 'provider'), '{{region}} {{channel}} {{provider}}']],
  },
  {
    title: 'Calls to providers',
    unit: 'reqps',
    meaning: 'By what came of them',
    queries: [[perSecond('provider_calls_total', 'provider', 'outcome'), '{{region}} {{provider}} {{outcome}}']],
  },
  {
    title: 'How long providers take, p99',
    unit: 's',
    meaning: 'One that becomes slow is about to be out',
    queries: [[p99('provider_call_seconds', here, 'provider'), '{{region}} {{provider}}']],
  },
  {
    title: 'Update to provider, p99',
    unit: 's',
    meaning: 'Promised for mails and SMS: 30 s',
    queries: [[p99('notice_delivery_seconds', here, 'channel'), '{{region}} {{channel}}']],
  },
  {
    title: 'Deliveries, by the state a call left them in',
    unit: 'cps',
    meaning: 'By channel',
    queries: [[perSecond('deliveries_total', 'channel', 'state'), '{{region}} {{channel}} {{state}}']],
  },
  {
    title: 'Came to an end without being sent, within a day',
    unit: 'short',
    meaning: 'runbooks/deliveries-dead.md',
    queries: [[most('deliveries_dead', 'channel'), '{{region}} {{channel}}']],
  },
  {
    title: 'May have been sent twice',
    unit: 'cps',
    meaning: 'A provider did not say, or a courier vanished between lease and result',
    queries: [
      [perSecond('possible_duplicate_total', 'channel'), '{{region}} {{channel}}'],
      [perSecond('expired_leases_total'), '{{region}} couriers vanished'],
    ],
  },
  {
    title: 'Receivers that are shut',
    unit: 'short',
    meaning: 'Machines behind webhooks, hosts of chat services and of browsers: they failed for some time; others do not feel it',
    queries: [[total('webhook_receivers_shut', 'channel'), '{{region}} {{channel}}']],
  },
]);
