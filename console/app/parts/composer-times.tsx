import { useConsole } from '../console.ts';
import type { Draft } from '../state/drafts.ts';
import { ownZone } from './ago.ts';
import { Field } from './field.tsx';

interface Given {
  draft: Draft;
  onChange(to: Partial<Draft>): void;
}

/** For what is written down afterwards. */
export function Past({ draft, onChange }: Given) {
  const { words } = useConsole();
  const say = words.compose;
  return (
    <details open={draft.startedAt !== ''}>
      <summary>{say.past}</summary>
      <p class="soft">{say.zone(ownZone())}</p>
      <Time id="post-startedAt" label={say.startedAt} value={draft.startedAt} onChange={(startedAt) => onChange({ startedAt })} />
      {draft.status === 'resolved' && (
        <Time id="post-resolvedAt" label={say.resolvedAt} value={draft.resolvedAt} onChange={(resolvedAt) => onChange({ resolvedAt })} />
      )}
    </details>
  );
}

/** For what is written before its time. */
export function Later({ draft, wrong, onChange }: Given & { wrong: string | undefined }) {
  const { words } = useConsole();
  const say = words.compose;
  const { publishAt } = draft;
  return (
    <details open={publishAt !== ''}>
      <summary>{say.later}</summary>
      <p class="soft">{say.zone(ownZone())}</p>
      <Time id="post-publishAt" label={say.publishAt} value={publishAt} wrong={wrong} onChange={(to) => onChange({ publishAt: to })} />
      {publishAt !== '' && (
        <button type="button" class="quiet" onClick={() => onChange({ publishAt: '' })}>
          {say.atOnce}
        </button>
      )}
    </details>
  );
}

function Time({
  id,
  label,
  value,
  wrong,
  onChange,
}: {
  id: string;
  label: string;
  value: string;
  wrong?: string | undefined;
  onChange(to: string): void;
}) {
  return (
    <Field id={id} label={label} wrong={wrong}>
      {(props) => <input {...props} type="datetime-local" value={value} onInput={(event) => onChange(event.currentTarget.value)} />}
    </Field>
  );
}
