import { Id } from '@pharos/core/id';
import { Time } from '@pharos/core/value';
import { z } from 'zod';
import { states } from './step.ts';

export const keyMax = 1_000;
export const titleMax = 500;
export const textMax = 4_000;
export const labelsMax = 100;
export const labelMax = 500;

const Labels = z.record(z.string().max(labelMax), z.string().max(labelMax));

/** What a sender says of one alert, whatever shape it came in. */
export const sent = {
  key: z.string().min(1).max(keyMax).describe('What makes it the same alert as before'),
  title: z.string().max(titleMax),
  text: z.string().max(textMax),
  labels: Labels.refine((labels) => Object.keys(labels).length <= labelsMax, `must be at most ${labelsMax}`),
};
export type Sent = { [Name in keyof typeof sent]: z.infer<(typeof sent)[Name]> };

/** An alert that a rule was for, as the team sees it. */
export const fields = {
  source: Id,
  ...sent,
  state: z.enum(states),
  episode: z.number().int().min(1).describe('How often it has begun'),
  incident: Id.describe('The incident of its last time, or the draft of one'),
  opened: z.enum(['draft', 'incident', 'none']).describe('What was opened of it that time'),
  trouble: z.string().nullable().default(null).describe('Why nothing was opened, or closed'),
  firedAt: Time,
  resolvedAt: Time.nullable().default(null),
  publishAt: Time.nullable().default(null).describe('When something is done by itself: it has fired, or been over, for long enough'),
};

export const AlertDoc = z.object(fields);
export type AlertDoc = z.infer<typeof AlertDoc>;
