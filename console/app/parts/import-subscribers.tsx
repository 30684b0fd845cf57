import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useConsole } from '../console.ts';
import { importSubscribers, type ImportState, type Job, type SubscriberImport } from '../state/subscriber-import.ts';
import { ago } from './ago.ts';
import { Field } from './field.tsx';
import { useMore } from './more-words.ts';
import { Tick } from './tick.tsx';

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A file of subscribers: looked at first, then brought, with what became of each row. */
export function ImportSubscribers({ page, onDone, onClose }: { page: string; onDone(): void; onClose(): void }) {
  const { api, words } = useConsole();
  const say = useMore().subscribers;
  const file = useSignal<File | undefined>(undefined);
  const hasConsent = useSignal(false);
  const isAsked = useSignal(false);
  const running = useSignal<SubscriberImport | undefined>(undefined);
  const state = running.value?.state.value;
  const isBusy = state?.at === 'sending' || state?.at === 'running';
  const begin = (isDryRun: boolean) => {
    isAsked.value = true;
    const content = file.peek();
    if (!content || isBusy) return;
    const how = { file: content, key: crypto.randomUUID(), hasConsent: hasConsent.peek(), isDryRun };
    running.value = importSubscribers({ api, page, wait, nobodyAnswers: words.nobodyAnswers, ...how });
  };
  useEffect(() => () => running.peek()?.leave(), []);
  const isBrought = state?.at === 'over' && !state.job.dryRun;
  useEffect(() => {
    if (isBrought) onDone();
  }, [isBrought]);
  return (
    <section class="panel" aria-labelledby="import">
      <h2 id="import">{say.bringTitle}</h2>
      <Field id="import-file" label={say.file} wrong={isAsked.value && !file.value ? say.needsFile : undefined}>
        {(props) => (
          <input
            {...props}
            type="file"
            accept=".csv,text/csv,text/plain"
            disabled={isBusy}
            onChange={(event) => {
              file.value = event.currentTarget.files?.[0];
              running.value = undefined;
            }}
          />
        )}
      </Field>
      <p class="soft">{say.fileHint}</p>
      <Tick of={hasConsent}>{say.consent}</Tick>
      {!hasConsent.value && <p class="soft">{say.noConsent}</p>}
      <p class="actions">
        <button type="button" disabled={isBusy} onClick={() => begin(true)}>
          {say.look}
        </button>
        <button type="button" class="first" disabled={isBusy} onClick={() => begin(false)}>
          {say.go}
        </button>
        {state?.at === 'running' && (
          <button type="button" class="quiet danger" onClick={() => void running.peek()?.cancel()}>
            {say.cancel}
          </button>
        )}
        <button type="button" class="quiet" onClick={onClose}>
          {say.close}
        </button>
        <span class="soft">{say.lookHint}</span>
      </p>
      {state && <Progress of={state} />}
    </section>
  );
}

function Progress({ of: state }: { of: ImportState }) {
  const say = useMore().subscribers;
  if (state.at === 'sending') return <p role="status">{say.sending}</p>;
  if (state.at === 'refused')
    return (
      <p class="wrong" role="alert">
        {state.why}
      </p>
    );
  const { job } = state;
  const rows = Math.max(job.received.rows, job.done);
  const number = new Intl.NumberFormat();
  return (
    <>
      <progress
        aria-label={say.progress}
        max={Math.max(rows, 1)}
        value={state.at === 'over' && job.state === 'done' ? Math.max(rows, 1) : job.done}
      />
      <p role="status">{lineOf(job, say, number)}</p>
      {state.at === 'running' && state.isOutOfReach && <p class="wrong">{say.regionGone(state.by.name)}</p>}
      {job.unread.length > 0 && <p class="soft">{say.unread(job.unread.join(', '))}</p>}
      {job.refusals.length > 0 && (
        <details open>
          <summary>{say.refusals}</summary>
          <ul class="refusals">
            {job.refusals.map(({ line, field, message }) => (
              <li key={`${line} ${field}`}>
                {say.line} {line}: {field} {message}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function lineOf(job: Job, say: ReturnType<typeof useMore>['subscribers'], number: Intl.NumberFormat): string {
  const [added, already, refused] = [job.added, job.already, job.refused].map((each) => number.format(each)) as [string, string, string];
  if (job.state === 'failed') return say.failed(job.detail ?? '');
  if (job.state === 'cancelled') return say.cancelled;
  if (job.state === 'receiving') return say.receiving;
  if (job.state === 'done') return job.dryRun ? say.judged(added, already, refused) : say.brought(added, already, refused);
  if (job.waitsUntil !== null) return say.waits(ago(job.waitsUntil, Date.now()));
  return say.running(number.format(job.done), number.format(job.received.rows));
}
