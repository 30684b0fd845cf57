import { useConsole } from '../console.ts';
import type { Draft } from '../state/drafts.ts';
import { ownZone } from './ago.ts';
import { TextField } from './text-field.tsx';

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
      <TextField
        id="post-startedAt"
        type="datetime-local"
        label={say.startedAt}
        value={draft.startedAt}
        onText={(startedAt) => onChange({ startedAt })}
      />
      {draft.status === 'resolved' && (
        <TextField
          id="post-resolvedAt"
          type="datetime-local"
          label={say.resolvedAt}
          value={draft.resolvedAt}
          onText={(resolvedAt) => onChange({ resolvedAt })}
        />
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
      <TextField
        id="post-publishAt"
        type="datetime-local"
        label={say.publishAt}
        value={publishAt}
        wrong={wrong}
        onText={(to) => onChange({ publishAt: to })}
      />
      {publishAt !== '' && (
        <button type="button" class="quiet" onClick={() => onChange({ publishAt: '' })}>
          {say.atOnce}
        </button>
      )}
    </details>
  );
}
