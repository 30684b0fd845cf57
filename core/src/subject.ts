/** Every subject on the bus, in one place. A region's bus is its own; peers subscribe to `mesh.*` of each other. */
export const subject = {
  /** Envelopes that got their sequence, from the relay: peers apply them. */
  log: (region: string) => `mesh.${region}.log`,
  /** Version vector, time and member epoch, each 100 ms. */
  heartbeat: (region: string) => `mesh.${region}.heartbeat`,
  /** Request and reply: envelopes of one origin from a sequence on. */
  fetch: (region: string) => `mesh.${region}.fetch`,
  /** Request and reply: record a claim of a slug. */
  claim: (region: string) => `mesh.${region}.claim`,
  /** Request and reply: how far a notice is told, and who may tell it. */
  telling: (region: string) => `mesh.${region}.telling`,
  /** Request and reply: a snapshot of documents for a joining region, in pages. */
  snapshot: (region: string) => `mesh.${region}.snapshot`,

  /** In the region: the outbox has rows. */
  outbox: 'region.outbox',
  /** In the region: outbox rows that got their sequence. */
  relayed: 'region.relayed',
  /** In the region: what each peer has applied, at each of its heartbeats. */
  peers: 'region.peers',
  /** In the region: notify jobs are waiting. */
  notify: 'region.notify',
  /** In the region: a notifier has something to report to the other regions. */
  report: 'region.report',
  /** In the region: a majority of the regions has a report, or a notice is this region's by now. */
  reported: 'region.reported',
  /** In the region, request and reply: what its notifier knows of deliveries. */
  askNotifier: 'region.ask-notifier',
  /** In the region: somebody looks at something of a page, or writes about it. */
  presence: 'region.presence',
  /** In the region: a PageEvent, as JSON. */
  page: (page: string) => `page.${page}.event`,
  pageAny: 'page.*.event',
  /** In the region: the page is not everybody's any more; whoever keeps an answer of before forgets it. */
  hidden: (page: string) => `page.${page}.hidden`,
  hiddenAny: 'page.*.hidden',
  /** In the region: a gateway's address, load and drain state, each second. */
  gateway: 'region.gateway',
} as const;
