import { useSignal } from '@preact/signals';
import { useConsole } from '../console.ts';
import type { View } from '../state/watch.ts';
import { moment } from './ago.ts';
import { TroubleLine, useAttempts } from './attempt.tsx';
import { StatusBadge } from './status-badge.tsx';

type Incident = View['incidents'][number];

/** All updates, the latest first; each may be edited or taken off the page. */
export function Story({ view, incident }: { view: View; incident: Incident }) {
  const { words } = useConsole();
  return (
    <section aria-labelledby="story">
      <h2 id="story">{words.incident.story}</h2>
      <ol class="story">
        {incident.updates.map((update) => (
          <Update key={update.id} view={view} incident={incident} update={update} />
        ))}
      </ol>
    </section>
  );
}

function Update({ view, incident, update }: { view: View; incident: Incident; update: Incident['updates'][number] }) {
  const { words, api } = useConsole();
  const edited = useSignal<string | undefined>(undefined);
  const say = words.incident;
  const path = { page: view.page.id, incident: incident.id, update: update.id };
  const { trouble, attempt } = useAttempts();
  const save = async (body: string) => {
    const isDone = await attempt(() => api.ask('PATCH /v1/pages/{page}/incidents/{incident}/updates/{update}', { path, body: { body } }));
    if (isDone) edited.value = undefined;
  };
  const remove = () => {
    if (!window.confirm(say.removeSure)) return;
    void attempt(() => api.ask('DELETE /v1/pages/{page}/incidents/{incident}/updates/{update}', { path }));
  };
  return (
    <li>
      <p class="meta">
        <StatusBadge status={update.status} /> {moment(update.at, view.page.timeZone)}
        {update.editedAt !== null && <span class="soft"> · {say.edited}</span>}
      </p>
      {edited.value === undefined ? (
        <p class="plain">{update.body}</p>
      ) : (
        <textarea
          rows={4}
          aria-label={say.edit}
          value={edited.value}
          maxLength={20_000}
          onInput={(event) => {
            edited.value = event.currentTarget.value;
          }}
        />
      )}
      <p class="actions">
        {edited.value === undefined ? (
          <button
            type="button"
            class="quiet"
            onClick={() => {
              edited.value = update.body;
            }}
          >
            {say.edit}
          </button>
        ) : (
          <>
            <button type="button" onClick={() => void save(edited.value!)}>
              {say.save}
            </button>
            <button
              type="button"
              class="quiet"
              onClick={() => {
                edited.value = undefined;
              }}
            >
              {say.cancel}
            </button>
          </>
        )}
        {incident.updates.length > 1 && edited.value === undefined && (
          <button type="button" class="quiet danger" onClick={remove}>
            {say.remove}
          </button>
        )}
      </p>
      <TroubleLine of={trouble} />
    </li>
  );
}
