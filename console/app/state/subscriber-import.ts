import { signal, type ReadonlySignal } from '@preact/signals';
import type { Answer, Api } from '../api/api.ts';
import { NobodyAnswers, Refusal } from '../api/refusal.ts';
import type { RegionDoor } from '../api/regions.ts';

export type Job = Answer<'GET /v1/pages/{page}/jobs/{job}'>;

export type ImportState =
  | { at: 'sending' }
  | { at: 'running'; job: Job; by: RegionDoor; isOutOfReach: boolean }
  | { at: 'over'; job: Job }
  | { at: 'refused'; why: string };

export interface SubscriberImport {
  state: ReadonlySignal<ImportState>;
  cancel(): Promise<void>;
  /** It goes on without us. */
  leave(): void;
}

export interface ImportOptions {
  api: Pick<Api, 'ask' | 'askIn'>;
  page: string;
  file: Blob;
  /** The same file under the same key goes on where it broke off. */
  key: string;
  hasConsent: boolean;
  isDryRun: boolean;
  wait(ms: number): Promise<void>;
  nobodyAnswers: string;
}

// Who looks at a bar wants to see it move.
const lookEachMs = 700;

/** Sends a file, and follows its job in the region that took it, which alone knows it: sending; running; over, or refused. */
export function importSubscribers(options: ImportOptions): SubscriberImport {
  const { api, page, file, key, hasConsent, isDryRun, wait, nobodyAnswers } = options;
  const state = signal<ImportState>({ at: 'sending' });
  let isLeft = false;
  const told = (job: Job, by: RegionDoor) => {
    const isRunning = job.state === 'running' || job.state === 'receiving';
    state.value = isRunning ? { at: 'running', job, by, isOutOfReach: false } : { at: 'over', job };
  };
  const follow = async () => {
    for (;;) {
      const now = state.peek();
      if (now.at !== 'running' || isLeft) return;
      await wait(lookEachMs);
      // Cancelled meanwhile.
      if (state.peek() !== now) continue;
      try {
        const { value } = await api.askIn(now.by, 'GET /v1/pages/{page}/jobs/{job}', { path: { page, job: now.job.id } });
        if (state.peek() === now) told(value, now.by);
      } catch {
        if (state.peek() === now) state.value = { ...now, isOutOfReach: true };
      }
    }
  };
  const send = async () => {
    const query = { dryRun: isDryRun ? ('true' as const) : ('false' as const), ...(hasConsent && { consent: 'given' as const }) };
    try {
      const content = { type: 'text/csv', content: file };
      const { value, region } = await api.ask('POST /v1/pages/{page}/subscription-imports', { path: { page }, query, key, file: content });
      told(value, region);
      await follow();
    } catch (error) {
      if (!(error instanceof Refusal) && !(error instanceof NobodyAnswers)) throw error;
      state.value = { at: 'refused', why: error instanceof Refusal ? error.message : nobodyAnswers };
    }
  };
  void send();
  return {
    state,
    cancel: async () => {
      const now = state.peek();
      if (now.at !== 'running') return;
      const { value } = await api.askIn(now.by, 'DELETE /v1/pages/{page}/jobs/{job}', { path: { page, job: now.job.id } });
      told(value, now.by);
    },
    leave: () => {
      isLeft = true;
    },
  };
}
