import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { placeholdersIn } from '@pharos/core/placeholders';
import { Form } from '../parts/form.tsx';
import { useConsole } from '../console.ts';
import { TroubleLine, useAttempts } from '../parts/attempt.tsx';
import { Choose } from '../parts/choose.tsx';
import { ComponentStates } from '../parts/component-states.tsx';
import { useMore } from '../parts/more-words.ts';
import { Preview } from '../parts/preview.tsx';
import { Tick } from '../parts/tick.tsx';
import type { ComponentStatus, IncidentStatus } from '../state/drafts.ts';
import { incidentStatuses } from '../state/statuses.ts';
import type { View } from '../state/watch.ts';
import type { Template } from './templates.tsx';
import { TextField } from '../parts/text-field.tsx';

interface Form {
  key: string;
  name: string;
  title: string;
  body: string;
  status: IncidentStatus;
  impact: Template['impact'];
  components: Record<string, ComponentStatus>;
  notify: boolean;
}

/** Written down on a quiet day: what is typed is kept until it is saved. */
export function TemplateForm({ view, template }: { view: View; template: Template | undefined }) {
  const { api, keeper, places, words } = useConsole();
  const say = useMore().templates;
  const page = view.page.id;
  const name = `template ${template?.id ?? page}`;
  const kept = keeper.of<Form>(
    name,
    useMemo(() => formOf(template), [template]),
  );
  const form = kept.value;
  const change = (to: Partial<Form>) => keeper.set(name, { ...kept.peek(), ...to });
  const isAsked = useSignal(false);
  const { isBusy, trouble, attempt, wrong } = useAttempts();
  const leave = () => {
    keeper.forget(name);
    places.go({ page, screen: 'templates' });
  };
  const missing = {
    name: form.name.trim() === '' ? say.needsName : undefined,
    body: form.body.trim() === '' ? say.needsBody : undefined,
  };
  const wrongOf = (field: 'name' | 'body') => (isAsked.value ? missing[field] : undefined) ?? wrong(field);
  const save = async () => {
    isAsked.value = true;
    const first = missing.name ? 'name' : missing.body ? 'body' : undefined;
    if (first) return document.getElementById(`template-${first}`)?.focus();
    const { key, title, components, ...said } = form;
    const body = {
      ...said,
      ...(title.trim() !== '' && { title: title.trim() }),
      components: Object.entries(components).map(([id, status]) => ({ id, status })),
    };
    const isDone = await attempt(() =>
      template
        ? api.ask('PATCH /v1/pages/{page}/templates/{template}', { path: { page, template: template.id }, body })
        : api.ask('POST /v1/pages/{page}/templates', { path: { page }, body, key }),
    );
    return isDone ? leave() : undefined;
  };
  const remove = async () => {
    if (!template || !window.confirm(say.removeSure(template.name))) return;
    const path = { page, template: template.id };
    if (await attempt(() => api.ask('DELETE /v1/pages/{page}/templates/{template}', { path }))) leave();
  };
  const asked = placeholdersIn([form.title, form.body]);
  return (
    <>
      <h1>{template?.name ?? say.newTitle}</h1>
      <Form onSubmit={save}>
        <div class="columns">
          <div>
            <TextField
              id="template-name"
              label={say.name}
              wrong={wrongOf('name')}
              maxLength={200}
              placeholder={say.namePlaceholder}
              value={form.name}
              onText={(text) => change({ name: text })}
            />
            <TextField
              id="template-title"
              label={say.of}
              hint={say.ofHint}
              wrong={wrong('title')}
              maxLength={200}
              value={form.title}
              onText={(text) => change({ title: text })}
            />
            <TextField
              id="template-body"
              label={say.body}
              hint={say.bodyHint}
              wrong={wrongOf('body')}
              rows={5}
              maxLength={20_000}
              value={form.body}
              onText={(text) => change({ body: text })}
            />
            <p class="soft">{asked.length > 0 ? say.variables(asked.join(', ')) : say.noVariables}</p>
            <div class="pair">
              <Choose
                id="template-status"
                label={say.status}
                value={form.status}
                options={incidentStatuses.map((each) => [each, words.status[each]] as const)}
                onChange={(status) => change({ status })}
              />
              <Choose
                id="template-impact"
                label={say.impact}
                value={form.impact}
                options={(Object.keys(say.impacts) as Form['impact'][]).map((each) => [each, say.impacts[each]] as const)}
                onChange={(impact) => change({ impact })}
              />
            </div>
            <ComponentStates
              components={view.components}
              chosen={form.components}
              onChoose={(id, status) => {
                const { [id]: _before, ...others } = form.components;
                change({ components: status ? { ...others, [id]: status } : others });
              }}
            />
          </div>
          <Preview title={form.title || form.name} body={form.body} status={form.status} zone={view.page.timeZone} />
        </div>
        <div class="publish">
          <Tick isOn={form.notify} onChange={(notify) => change({ notify })}>
            {say.notify}
          </Tick>
          <button class="first" disabled={isBusy.value}>
            {say.save}
          </button>
          <button type="button" class="quiet" onClick={leave}>
            {say.discard}
          </button>
          {template && (
            <button type="button" class="quiet danger" onClick={() => void remove()}>
              {say.remove}
            </button>
          )}
        </div>
        <TroubleLine of={trouble} />
      </Form>
    </>
  );
}

function formOf(template: Template | undefined): Form {
  const {
    name = '',
    title = '',
    body = '',
    status = 'investigating',
    impact = 'computed',
    components = [],
    notify = true,
  } = template ?? {};
  const states = Object.fromEntries(components.map((each) => [each.id, each.status]));
  return { key: crypto.randomUUID(), name, title, body, status, impact, components: states, notify };
}
