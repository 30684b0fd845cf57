import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { placeholdersIn, withValues } from '@pharos/core/placeholders';
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
  const asked = placeholdersIn([incident ? '' : draft.title, draft.body]);
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
      {asked.length > 0 && <Values key={asked.join()} names={asked} draft={draft} onChange={onChange} />}
    </div>
  );
}

/** What a template leaves open is asked for at once: no visitor reads `{{service}}`. */
function Values({ names, draft, onChange }: { names: string[] } & Pick<Given, 'draft' | 'onChange'>) {
  const { words } = useConsole();
  const values = useSignal<Record<string, string>>({});
  const fill = () => {
    const given = Object.fromEntries(Object.entries(values.peek()).filter(([, value]) => value.trim() !== ''));
    onChange({ title: withValues(draft.title, given), body: withValues(draft.body, given) });
  };
  return (
    <fieldset class="values">
      <legend>{words.presets.values}</legend>
      {names.map((name) => (
        <label key={name}>
          {name}
          <input
            value={values.value[name] ?? ''}
            maxLength={2_000}
            onInput={(event) => {
              values.value = { ...values.peek(), [name]: event.currentTarget.value };
            }}
          />
        </label>
      ))}
      <button type="button" onClick={fill}>
        {words.presets.fill}
      </button>
    </fieldset>
  );
}
