import { maintenance } from './en/maintenance.ts';
import { templates } from './en/templates.ts';
import type { Loose, Shape } from './shape.ts';

/** What the console says beyond its first screen; it is loaded with the first of those that say it. */
export const more = { maintenance, templates } as const satisfies Shape;

export type MoreWords = Loose<typeof more>;
