import { NobodyAnswers, Refusal } from '@pharos/console/client';
import { followJob, type Job } from '../commands/follow-job.ts';
import type { Session } from '../session.ts';
import type { SpoolPart } from './spool.ts';

export interface SendOptions {
  page: string;
  to: 'POST /v1/pages/{page}/imports' | 'POST /v1/pages/{page}/subscription-imports';
  type: string;
  query: { consent?: 'given' };
  /** Under which it is one import, however often it is sent. */
  key: string;
  /** As people read it while it goes. */
  what: string;
}

// Over a poor line some seconds; what was sent before it broke is not sent again.
const pieceBytes = 4_000_000;
const triesMax = 6;
const restMs = 2_000;

/** Sends it piece by piece, each once more where the line breaks, and waits until it is done there. */
export async function sendPart(session: Session, part: SpoolPart, { page, to, type, query, key, what }: SendOptions): Promise<Job> {
  const { api, terminal, sleep } = session;
  const pieceFrom = async (offset: number) => {
    const content = await part.read(offset, pieceBytes);
    const isLast = offset + content.length >= part.bytes;
    const file = { type, content: new Blob([new Uint8Array(content)]) };
    return {
      isLast,
      given: { path: { page }, query: { ...query, offset, more: isLast ? ('false' as const) : ('true' as const) }, file, key },
    };
  };
  const first = await pieceFrom(0);
  const begun = await api.ask(to, first.given);
  let { isLast } = first;
  let job = begun.value;
  for (let failed = 0; !isLast && job.state === 'receiving';) {
    const at = job.received.bytes;
    terminal.say(`${what}: ${Math.floor((at / part.bytes) * 100)} % sent`);
    try {
      const piece = await pieceFrom(at);
      job = (await api.askIn(begun.region, to, piece.given)).value;
      ({ isLast } = piece);
      failed = 0;
    } catch (error) {
      // Half of it is in that region: no other one can go on with it.
      if (error instanceof Refusal && error.status < 500 && error.status !== 429) throw error;
      if (++failed === triesMax) throw new NobodyAnswers();
      await sleep(restMs * failed);
      job = (
        await api.askIn(begun.region, 'GET /v1/pages/{page}/jobs/{job}', { path: { page, job: job.id } }).catch(() => ({ value: job }))
      ).value;
    }
  }
  return followJob(session, page, { value: job, region: begun.region });
}
