import { useSignal } from '@preact/signals';
import { useConsole } from '../console.ts';
import type { ComponentStatus } from '../state/drafts.ts';
import { componentStatuses } from '../state/statuses.ts';
import type { View } from '../state/watch.ts';
import { bound } from '../parts/bound.ts';
import { TroubleLine, useAttempts } from '../parts/attempt.tsx';
import { toneOf } from '../parts/status-badge.tsx';

type Component = View['components'][number];

/** The parts of the service: their names and states, each changed where it stands. */
export function ComponentsScreen({ view }: { view: View }) {
  const { words, api } = useConsole();
  const name = useSignal('');
  const say = words.components;
  const page = view.page.id;
  const { isBusy, trouble, attempt } = useAttempts();
  const add = () =>
    attempt(async () => {
      const key = crypto.randomUUID();
      await api.ask('POST /v1/pages/{page}/components', { path: { page }, body: { name: name.peek().trim() }, key });
      name.value = '';
    });
  const change = (component: string, body: { name?: string; status?: ComponentStatus }) =>
    attempt(() => api.ask('PATCH /v1/pages/{page}/components/{component}', { path: { page, component }, body }));
  const remove = (component: string) =>
    attempt(() => api.ask('DELETE /v1/pages/{page}/components/{component}', { path: { page, component } }));
  return (
    <main>
      <h1>{say.title}</h1>
      <p class="soft">{view.components.length === 0 ? say.none : say.hint}</p>
      <ul class="rows">
        {view.components.map((component) => (
          <Row key={component.id} component={component} onChange={change} onRemove={remove} />
        ))}
      </ul>
      <form
        class="inline"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.peek().trim() !== '') void add();
        }}
      >
        <label for="component-name">{say.name}</label>
        <input id="component-name" maxLength={200} {...bound(name)} />
        <button class="first" disabled={isBusy.value}>
          {say.add}
        </button>
      </form>
      <TroubleLine of={trouble} />
    </main>
  );
}

interface RowGiven {
  component: Component;
  onChange(id: string, to: { name?: string; status?: ComponentStatus }): Promise<boolean>;
  onRemove(id: string): Promise<boolean>;
}

function Row({ component: { id, name, status }, onChange, onRemove }: RowGiven) {
  const { words } = useConsole();
  const edited = useSignal<string | undefined>(undefined);
  const say = words.components;
  const rename = async () => {
    const to = edited.peek()?.trim();
    edited.value = undefined;
    if (to && to !== name) await onChange(id, { name: to });
  };
  return (
    <li class={toneOf(status)}>
      {edited.value === undefined ? (
        <span class="name">{name}</span>
      ) : (
        <input
          aria-label={say.name}
          value={edited.value}
          maxLength={200}
          onInput={(event) => {
            edited.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') void rename();
            if (event.key === 'Escape') edited.value = undefined;
          }}
        />
      )}
      <select
        aria-label={say.status(name)}
        value={status}
        onChange={(event) => void onChange(id, { status: event.currentTarget.value as ComponentStatus })}
      >
        {componentStatuses.map((each) => (
          <option key={each} value={each}>
            {words.status[each]}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="quiet"
        onClick={() => {
          if (edited.value === undefined) edited.value = name;
          else void rename();
        }}
      >
        {edited.value === undefined ? say.rename : words.incident.save}
      </button>
      <button
        type="button"
        class="quiet danger"
        onClick={() => {
          if (window.confirm(say.removeSure(name))) void onRemove(id);
        }}
      >
        {say.remove}
      </button>
    </li>
  );
}
