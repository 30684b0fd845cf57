import type { Experiment } from '../experiment.ts';
import { badReceivers } from '../faults/receivers.ts';
import { promises } from '../probes/promises.ts';
import { unknownUncalled, webhookP99During, webhooksUntold } from '../probes/webhooks.ts';
import { people, threeRegions } from './worlds.ts';

// Receivers are a region's own matter: a second region is there to see that it notices nothing.
const regions = ['us', 'eu'];
// An update a second to 240 webhooks that are not answered as they should be: all 500 places that there are, within three seconds.
const bad = badReceivers({ region: 'us', perHost: 60, everyMs: 1_000, forMs: 20_000 });

/** One tenant's receivers hang, throttle, fail and refuse under load; another tenant's receiver is told as before. */
export const oneBadReceiver: Experiment = {
  name: 'one-bad-receiver',
  title: 'The receivers of one tenant are in a bad way',
  breaks: 'the webhook receivers of one tenant in us: one hangs, one throttles, one fails, one refuses; for 20 s',
  hypothesis: 'Every other tenant is told as soon as before, by webhook and by mail; what had no place was not sent, and is not unknown.',
  runbook: 'runbooks/provider-out.md',
  world: { ...threeRegions, regions },
  load: people,
  // As long as the fault, so that both 99th percentiles are of as many notices.
  steadyMs: 20_000,
  prepare: [bad.signUp],
  method: [bad.post],
  rollback: [bad.mend],
  probes: [...promises({ regions }), webhookP99During(), webhooksUntold(), unknownUncalled('us')],
};
