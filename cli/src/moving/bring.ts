import { Problem } from '@pharos/core/problem';
import type { Job } from '../commands/follow-job.ts';
import type { Session } from '../session.ts';
import type { Prepared } from './prepare.ts';
import { sendPart } from './send-part.ts';

export interface Brought {
  added: number;
  already: number;
  refused: number;
  documents: Job;
  subscriberJobs: Job[];
}

/** What is on the page first, then who is told of it: they have agreed there, and are not asked again. */
export async function bring(session: Session, page: string, { documents, subscribers }: Prepared): Promise<Brought> {
  const [file, another] = documents.parts();
  if (!file || another)
    throw new Problem('too-large', 'the page has more than an import takes, a million documents and 500 MB: cut it into several pages');
  const to = 'POST /v1/pages/{page}/imports' as const;
  const key = session.key;
  const told = await sendPart(session, file, { page, to, type: 'application/x-ndjson', query: {}, key, what: 'documents' });
  const subscriberJobs: Job[] = [];
  for (const [at, part] of subscribers.parts().entries())
    subscriberJobs.push(
      await sendPart(session, part, {
        page,
        to: 'POST /v1/pages/{page}/subscription-imports',
        type: 'text/csv',
        query: { consent: 'given' },
        key: `${key}-subscribers-${at}`,
        what: 'subscribers',
      }),
    );
  const sum = (name: 'added' | 'already' | 'refused') => [told, ...subscriberJobs].reduce((all, job) => all + job[name], 0);
  // The page itself is made as its file comes, and found there by its first line.
  return { added: sum('added'), already: sum('already') - 1, refused: sum('refused'), documents: told, subscriberJobs };
}
