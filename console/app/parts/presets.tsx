import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import type { Answer } from '../api/api.ts';
import { useConsole } from '../console.ts';
import type { Draft } from '../state/drafts.ts';
import { withPreset } from '../state/suggest.ts';
import { incidentStatuses } from '../state/statuses.ts';
import type { View } from '../state/watch.ts';

type Template = Answer<'GET /v1/pages/{page}/templates'>['items'][number];

interface Given {
  page: string;
  draft: Draft;
  incident: View['incidents'][number] | undefined;
  onChange(to: Partial<Draft>): void;
}

/** Words at hand: one press for the state and a sentence that suits it, or one of the team's own templates. */
export function Presets({ page, draft, incident, onChange }: Given) {
  const { api, words } = useConsole();
  const templates = useSignal<Template[]>([]);
  useEffect(() => {
    // Without them there are still the presets.
    void api.ask('GET /v1/pages/{page}/templates', { path: { page } }).then(
      ({ value }) => {
        templates.value = value.items.filter(({ title }) => incident !== undefined || title !== undefined);
      },
      () => undefined,
    );
  }, [page, incident?.id]);
  const use = (template: Template) => {
    const { title, body, status, components, notify } = template;
    onChange({
      body,
      status,
      notify,
      components: { ...draft.components, ...Object.fromEntries(components.map((each) => [each.id, each.status])) },
      ...(title !== undefined && !incident && { title, isTitleOurs: false }),
    });
  };
  return (
    <div class="presets">
      {incidentStatuses.map((status) => (
        <button key={status} type="button" onClick={() => onChange({ status, ...withPreset(draft, status, words) })}>
          {words.presets[status].label}
        </button>
      ))}
      {templates.value.length > 0 && (
        <select
          aria-label={words.presets.template}
          value=""
          onChange={(event) => {
            const chosen = templates.value.find(({ id }) => id === event.currentTarget.value);
            if (chosen) use(chosen);
          }}
        >
          <option value="">{words.presets.template}</option>
          {templates.value.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
