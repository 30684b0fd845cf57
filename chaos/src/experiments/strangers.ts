import type { Experiment } from '../experiment.ts';
import { strangers } from '../faults/strangers.ts';
import { screenP99During, visitP99During } from '../probes/others.ts';
import { promises } from '../probes/promises.ts';
import { threeRegions } from './worlds.ts';

const regions = ['us', 'eu'];
// Fifty a second of each kind: as much as one address without a key was ever let have.
const { arrive, flood, stop } = strangers({ region: 'us', perSecond: 50, forMs: 30_000, idleSockets: 300 });

/** One stranger, six kinds of questions that cost something, and everybody else, who must not notice. */
export const strangerFlood: Experiment = {
  name: 'stranger-flood',
  title: 'A stranger asks one region for everything',
  breaks: 'nothing: one address floods us with unknown pages, names, hosts and keys, sign-ups, made-up ids and silent sockets, for 30 s',
  hypothesis: 'The stranger is told to wait; visitors, readers and responders notice nothing.',
  runbook: 'runbooks/strangers.md',
  world: { ...threeRegions, regions },
  // What is asked is whose turn it is, and not how much this machine can carry: it has time left for the stranger too.
  load: { writesPerSecond: 2, subscribers: 1, visitsPerSecond: 10 },
  steadyMs: 30_000,
  prepare: [arrive],
  method: [flood],
  rollback: [stop],
  probes: [...promises({ regions }), visitP99During('us'), screenP99During('us')],
};
