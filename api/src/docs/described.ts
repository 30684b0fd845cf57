import { OpenAPIHono } from '@hono/zod-openapi';
import { systemClock } from '@pharos/core/clock';
import type { Deps, Env } from '../env.ts';
import { mountAll } from '../mount-all.ts';
import { documentOf, type Document } from './document.ts';

/** The description without an API that runs: for `docs/openapi.json`. */
export function describeApi(): Document {
  const app = new OpenAPIHono<Env>();
  // No route is asked: of what they stand on, only the clock is looked at when they are mounted, what stands in a box, and who counts.
  const attempts = { open: () => ({}) };
  mountAll(app, { kit: { clock: systemClock }, accounts: {}, attempts } as unknown as Deps);
  return documentOf(app);
}
