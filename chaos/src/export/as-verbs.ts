/** A drill in the words of a running lab: what is done, for how long people then go on, and how it is undone. */
export interface AsVerbs {
  does: string[];
  pauseS: number;
  undoes: string[];
}

const region = 'eu';
const isolated = (pauseS: number): AsVerbs => ({
  does: [`isolate region=${region} cut=drop`],
  pauseS,
  undoes: [`isolate region=${region} cut=none`],
});
const killed = (part: string, pauseS: number): AsVerbs => ({
  does: [`part region=${region} name=${part} action=kill`],
  pauseS,
  undoes: [`part region=${region} name=${part} action=start`],
});
const linked = (from: string, to: string, pauseS: number): AsVerbs => ({
  does: [`link from=${from} to=${to} both=true cut=drop`],
  pauseS,
  undoes: [`link from=${from} to=${to} both=true cut=none`],
});
const shifted = (offsetMs: number): AsVerbs => ({
  does: [`clock region=${region} offsetMs=${offsetMs}`],
  pauseS: 8,
  undoes: [`clock region=${region} offsetMs=0`],
});
const pairs = [
  ['us', 'eu'],
  ['us', 'ap'],
  ['eu', 'ap'],
];

/**
 * Those that the verbs of `npm run lab` can do to a world that runs already. The others need a world made for them, and are
 * exported as the drill itself.
 */
export const asVerbs: Record<string, AsVerbs> = {
  'region-cut': isolated(10),
  'region-cut-30': isolated(30),
  'dead-link': linked('us', 'ap', 12),
  loss: {
    does: pairs.map(([from, to]) => `link from=${from} to=${to} both=true loss=0.05`),
    pauseS: 12,
    undoes: pairs.map(([from, to]) => `link from=${from} to=${to} both=true loss=0`),
  },
  'kill-api': killed('api', 5),
  'kill-sync': killed('sync', 5),
  'kill-gateway': killed('gateway', 5),
  'kill-notifier': killed('notifier', 5),
  'kill-edge': killed('edge', 5),
  'nats-killed': killed('nats', 5),
  'redis-killed': killed('redis', 5),
  'postgres-stopped': killed('postgres', 4),
  'clock-ahead': shifted(10_000),
  'clock-back': shifted(-10_000),
};
