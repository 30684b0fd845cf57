import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const Summary = z.object({
  experiment: z.string(),
  verdict: z.enum(['pass', 'fail', 'invalid', 'aborted']),
  startedAt: z.string(),
  revision: z.string(),
  defence: z.object({ isOn: z.boolean() }),
  answers: z
    .array(
      z.object({
        phase: z.string(),
        probe: z.string(),
        unit: z.string(),
        // What never came has no number in JSON.
        measured: z.number().nullable(),
        isKept: z.boolean(),
      }),
    )
    .default([]),
});
export type Summary = z.infer<typeof Summary>;

/** Those that say something; a run that was broken off, or made on a machine that was busy, does not. */
export const saysSomething = ({ verdict }: Summary): boolean => verdict === 'pass' || verdict === 'fail';

/** Of each drill with its defences on, the newest report there is in a folder, of those that count. */
export async function lastResults(folder: string, counts: (summary: Summary) => boolean = () => true): Promise<Map<string, Summary>> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []; // nothing was ever drilled here
    throw error;
  });
  const last = new Map<string, Summary>();
  for (const name of names.filter((each) => each.endsWith('.json')).sort()) {
    const parsed = Summary.safeParse(JSON.parse(await readFile(join(folder, name), 'utf8')));
    if (parsed.success && parsed.data.defence.isOn && counts(parsed.data)) last.set(parsed.data.experiment, parsed.data); // others are of older versions
  }
  return last;
}
