/** How much of everything, at once. The scripts of k6, `npm run lab -- load` and the tests take it from here. */
export interface Profile {
  /** Somebody opens the page, so often a second. */
  visitsPerSecond: number;
  /** People who have it open. */
  readers: number;
  /** Responders post, so often a second. */
  writesPerSecond: number;
  signUpsPerSecond: number;
  durationS: number;
}

const usual: Profile = { visitsPerSecond: 100, readers: 500, writesPerSecond: 2, signUpsPerSecond: 1, durationS: 300 };

export const profiles = {
  /** A minute of little: does all of it work against this address? */
  smoke: { visitsPerSecond: 5, readers: 10, writesPerSecond: 1, signUpsPerSecond: 1, durationS: 60 },
  usual,
  /** Everybody comes because something is down: ten times the visitors, for ten minutes. */
  'spike-10x': { ...usual, visitsPerSecond: 1_000, readers: 5_000, durationS: 600 },
  /** What grows, leaks or fills up shows after hours. */
  soak: { ...usual, durationS: 8 * 3_600 },
} satisfies Record<string, Profile>;

export type ProfileName = keyof typeof profiles;
export const profileNames = Object.keys(profiles) as ProfileName[];

/** Of whom a load is made. Each can be had alone. */
export const scenarioNames = ['visitors', 'responders', 'subscribers', 'readers'] as const;
export type ScenarioName = (typeof scenarioNames)[number];

/** The promises, as limits of what k6 measures: by the tag of the request. */
export const thresholds = {
  'http_req_failed{what:page}': ['rate<0.001'],
  'http_req_duration{what:page}': ['p(99)<500'],
  'http_req_failed{what:view}': ['rate<0.001'],
  'http_req_duration{what:view}': ['p(99)<300'],
  'http_req_failed{what:write}': ['rate<0.001'],
  'http_req_duration{what:write}': ['p(99)<1000'],
  'http_req_failed{what:sign-up}': ['rate<0.001'],
  'http_req_duration{what:sign-up}': ['p(99)<1000'],
  'http_req_failed{what:live}': ['rate<0.001'],
  /** From the answer to a responder until a reader has it. */
  update_seen_ms: ['p(99)<1000'],
  dropped_iterations: ['count<10'],
};
