import { NobodyAnswers, Refusal, type Answer, type RegionDoor } from '@pharos/console/client';
import { Problem } from '@pharos/core/problem';
import type { Session } from '../session.ts';

export type Job = Answer<'GET /v1/pages/{page}/jobs/{job}'>;

const lookEachMs = 500;
// A region that is busy, or restarts, is there again by then; the job goes on by itself meanwhile.
const failuresMax = 120;

/** Looks at a job until it is over, and says how far it is. Its progress is known where it runs. Throws for one that did not come to its end. */
export async function followJob(
  { api, terminal, isJson, sleep }: Session,
  page: string,
  begun: { value: Job; region: RegionDoor },
): Promise<Job> {
  let job = begun.value;
  let failures = 0;
  for (let told = -1; job.state === 'receiving' || job.state === 'running';) {
    if (job.done !== told) terminal.say(`${job.done} of ${job.received.rows} lines`);
    told = job.done;
    await sleep(lookEachMs);
    try {
      job = (await api.askIn(begun.region, 'GET /v1/pages/{page}/jobs/{job}', { path: { page, job: job.id } })).value;
      failures = 0;
    } catch (error) {
      if (error instanceof Refusal && error.status !== 429 && error.status !== 503) throw error;
      if (++failures === failuresMax) throw new NobodyAnswers();
    }
  }
  if (!isJson) for (const { line, field, message } of job.refusals) terminal.say(`line ${line}: ${field} ${message}`);
  if (job.state !== 'done') throw new Problem('invalid', `the import ${job.state}${job.detail === null ? '' : `: ${job.detail}`}`);
  return job;
}
