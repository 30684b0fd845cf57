import type { Clock } from '@pharos/core/clock';
import { Problem } from '@pharos/core/problem';

/** What comes of `work`, unless it takes longer: then a Problem. The work itself goes on, and nobody waits for it. */
export async function within<T>(clock: Clock, limitMs: number, what: string, work: Promise<T>): Promise<T> {
  const settled = new AbortController();
  const late = clock.sleep(limitMs, settled.signal).then(() => {
    throw new Problem('unavailable', `${what} took longer than ${limitMs} ms`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    settled.abort();
  }
}
