import { z } from '@hono/zod-openapi';
import { Id } from '@pharos/core/id';

/** The pieces that the routes' descriptions share. */
const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    detail: z.string().describe('What to do'),
    code: z.string(),
    trace: z.string(),
    elsewhere: z.array(z.string()).optional().describe('APIs of other regions, when this one cannot answer'),
    outcome: z.literal('unknown').optional().describe('A write may have been done all the same'),
    fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi('Problem');

export const problem = (description: string) => ({ description, content: { 'application/problem+json': { schema: Problem } } });

export const problems = {
  401: problem('No key, or one that is not known'),
  403: problem('The key may not do this'),
  404: problem('There is no such thing'),
  410: problem('The page was forgotten for good: do not ask again'),
  409: problem('It does not fit with what is there'),
  413: problem('It, or what would come of it, is too large'),
  422: problem('The request breaks a rule'),
  429: problem('Too many requests: Retry-After says when'),
  503: problem('This region cannot take it now: try again, or another region'),
};

export function json<T extends z.ZodType>(schema: T, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

export function body<T extends z.ZodType>(schema: T) {
  return { required: true, content: { 'application/json': { schema } } };
}

export const preferHeader = z.object({
  prefer: z.string().optional().describe('`durability=remote` answers once another region has it'),
});
/** Of what makes something new. A change or a removal says what is to be, and is the same when it is sent again. */
export const makingHeaders = preferHeader.extend({
  'idempotency-key': z
    .string()
    .optional()
    .describe(
      'The same request under the same key, in any region, is the same write: it is answered as the first one, with `Idempotency-Replayed: true`. Another request under it is refused (409)',
    ),
});

export const pageParam = z.object({ page: Id });

/** A list is read in slices: `next` is handed back as `after`. */
export const slice = z.object({
  after: z.string().max(200).optional().describe('The `next` of the slice before'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}
