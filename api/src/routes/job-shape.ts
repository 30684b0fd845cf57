import { z } from '@hono/zod-openapi';
import type { Job } from '@pharos/region/jobs/jobs';
import { unreadColumns } from '../bulk/subscription-file.ts';

export const JobView = z
  .object({
    id: z.string(),
    kind: z.string(),
    state: z
      .enum(['receiving', 'running', 'done', 'failed', 'cancelled'])
      .describe('`receiving`: its file is on the way, or broke off and can be gone on with for a day'),
    dryRun: z.boolean().describe('Everything is judged, and nothing is written'),
    received: z
      .object({ bytes: z.number().int(), rows: z.number().int() })
      .describe('Of the file, in whole rows: a file that broke off goes on at this byte'),
    unread: z.array(z.string()).describe('Columns of the file that are not known here, and are passed over'),
    done: z.number().int().describe('Rows that were judged, and written where they are to be'),
    added: z.number().int(),
    already: z.number().int().describe('They were there, and are left as they are'),
    refused: z.number().int(),
    refusals: z.array(z.object({ line: z.number().int(), field: z.string(), message: z.string() })).describe('The first 200 of them'),
    detail: z.string().nullable().describe('Why it failed'),
    waitsUntil: z.string().nullable().describe('It waits: as many were asked today as may be'),
    createdAt: z.string(),
    endedAt: z.string().nullable(),
  })
  .openapi('Job');

export function jobView(job: Job, now: number): z.infer<typeof JobView> {
  const isWaiting = job.state === 'running' && job.nextAt.getTime() > now + patienceMs;
  return {
    id: job.id,
    kind: job.kind,
    state: job.state,
    dryRun: job.asked['dryRun'] === true,
    received: { bytes: job.receivedBytes, rows: job.receivedRows },
    unread: unreadColumns(job.format),
    done: job.doneRows,
    added: job.added,
    already: job.already,
    refused: job.refused,
    refusals: job.refusals,
    detail: job.detail,
    waitsUntil: isWaiting ? job.nextAt.toISOString() : null,
    createdAt: job.createdAt.toISOString(),
    endedAt: job.endedAt?.toISOString() ?? null,
  };
}

// A pause while the writer has much to do is nothing to tell of.
const patienceMs = 60_000;
