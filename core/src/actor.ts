import { z } from 'zod';

/** What sort of somebody asked for a Change: an audit need not guess it from a name. */
export const ActorKind = z.enum([
  'person', // somebody at a form, or at a terminal of ours
  'key', // whoever holds an API key
  'automation', // a program of ours that acts for somebody
  'system', // the mesh itself
]);
export type ActorKind = z.infer<typeof ActorKind>;
