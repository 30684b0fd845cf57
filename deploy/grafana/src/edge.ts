import { board, here, perSecond, total } from './board.ts';

/** What visitors are served, and from where. */
export const edge = board('edge', 'edge', [
  {
    title: 'Views served',
    unit: 'reqps',
    meaning: 'By where they came from',
    queries: [[perSecond('edge_views_total', 'from'), '{{region}} {{from}}']],
  },
  {
    title: 'Questions an upstream did not answer',
    unit: 'cps',
    meaning: 'One upstream alone: that region. All of them: the way out of this one',
    queries: [[perSecond('edge_upstream_failures_total', 'upstream'), '{{region}} to {{upstream}}']],
  },
  {
    title: 'Streams that pass through',
    unit: 'short',
    meaning: 'Of gateways, for an EventSource each',
    queries: [[total('edge_relayed_streams'), '{{region}}']],
  },
  {
    title: 'Views that were refused',
    unit: 'cps',
    meaning: 'Too large, or not Views: an upstream that is not what it should be',
    queries: [[perSecond('edge_views_refused_total'), '{{region}}']],
  },
  {
    title: 'Part of the views served from each place',
    unit: 'percentunit',
    meaning: 'Copies alone: every origin is away, or nobody changes anything',
    queries: [
      [
        `${perSecond('edge_views_total', 'from')} / on (region) group_left () sum by (region) (rate(edge_views_total{${here}}[$__rate_interval]))`,
        '{{region}} {{from}}',
      ],
    ],
  },
]);
