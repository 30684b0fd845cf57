import { deliveries } from './en/deliveries.ts';
import { find, shortcuts, start } from './en/find.ts';
import { maintenance } from './en/maintenance.ts';
import { metrics } from './en/metrics.ts';
import { previews } from './en/previews.ts';
import { scheduled } from './en/scheduled.ts';
import { settings } from './en/settings.ts';
import { subscribers } from './en/subscribers.ts';
import { account, audit, keys, people } from './en/team.ts';
import { templates } from './en/templates.ts';
import type { Loose, Shape } from './shape.ts';

/** What the console says beyond its first screen; it is loaded with the first of those that say it. */
export const more = {
  maintenance,
  templates,
  people,
  keys,
  account,
  audit,
  scheduled,
  subscribers,
  deliveries,
  metrics,
  previews,
  settings,
  find,
  shortcuts,
  start,
} as const satisfies Shape;

export type MoreWords = Loose<typeof more>;
