import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useConsole } from '../console.ts';
import { TroubleLine, useAttempts } from '../parts/attempt.tsx';
import { bound } from '../parts/bound.ts';
import { TreeRow } from '../parts/tree-row.tsx';
import { useMoving } from '../parts/use-moving.ts';
import type { ComponentStatus } from '../state/drafts.ts';
import { standing, type Row } from '../state/tree.ts';
import type { View } from '../state/watch.ts';

/** The parts of the service and their groups: names, states and places, each changed where it stands. */
export function ComponentsScreen({ view }: { view: View }) {
  const { words, api } = useConsole();
  const say = words.components;
  const page = view.page.id;
  const { isBusy, trouble, attempt } = useAttempts();
  const moving = useMoving(view);
  const rows = moving.rows.value;
  const last = moving.last.value;
  // Its row is another one in the document by now.
  useEffect(() => {
    if (last !== undefined && document.activeElement === document.body) document.getElementById(`move-${last}`)?.focus();
  });
  const change = ({ kind, id }: Row, to: { name?: string; status?: ComponentStatus }) =>
    attempt(() =>
      kind === 'group'
        ? api.ask('PATCH /v1/pages/{page}/groups/{group}', { path: { page, group: id }, body: { name: to.name! } })
        : api.ask('PATCH /v1/pages/{page}/components/{component}', { path: { page, component: id }, body: to }),
    );
  const remove = ({ kind, id }: Row) =>
    attempt(() =>
      kind === 'group'
        ? api.ask('DELETE /v1/pages/{page}/groups/{group}', { path: { page, group: id } })
        : api.ask('DELETE /v1/pages/{page}/components/{component}', { path: { page, component: id } }),
    );
  const at = last === undefined ? undefined : standing(rows, last);
  return (
    <main>
      <h1>{say.title}</h1>
      <p class="soft">{view.components.length === 0 ? say.none : say.hint}</p>
      {rows.length > 1 && (
        <p class="soft" id="how-to-move">
          {say.moveHint}
        </p>
      )}
      <ul class="rows tree">
        {rows.map((row) => (
          <TreeRow key={row.id} row={row} moving={moving} onChange={change} onRemove={remove} />
        ))}
      </ul>
      <p class="unseen" role="status">
        {at && say.moved(at.name, at.at, at.count, at.group)}
      </p>
      <TroubleLine of={moving.trouble} />
      <Add
        id="component-name"
        label={say.name}
        go={say.add}
        isFirst
        isBusy={isBusy.value}
        onAdd={(name, key) => attempt(() => api.ask('POST /v1/pages/{page}/components', { path: { page }, body: { name }, key }))}
      />
      <Add
        id="group-name"
        label={say.groupName}
        go={say.addGroup}
        isBusy={isBusy.value}
        onAdd={(name, key) => attempt(() => api.ask('POST /v1/pages/{page}/groups', { path: { page }, body: { name }, key }))}
      />
      <TroubleLine of={trouble} />
    </main>
  );
}

interface AddGiven {
  id: string;
  label: string;
  go: string;
  isFirst?: boolean;
  isBusy: boolean;
  /** Of the same name under the same key, however often it is pressed, it is one thing. */
  onAdd(name: string, key: string): Promise<boolean>;
}

function Add({ id, label, go, isFirst = false, isBusy, onAdd }: AddGiven) {
  const name = useSignal('');
  // Pressed again, the same name is the same request; another name is another one.
  const keys = useRef(new Map<string, string>());
  return (
    <form
      class="inline"
      onSubmit={(event) => {
        event.preventDefault();
        const said = name.peek().trim();
        if (said === '') return;
        const key = keys.current.get(said) ?? crypto.randomUUID();
        keys.current.set(said, key);
        void onAdd(said, key).then((isDone) => {
          if (!isDone) return;
          keys.current.delete(said);
          if (name.peek().trim() === said) name.value = '';
        });
      }}
    >
      <label for={id}>{label}</label>
      <input id={id} maxLength={200} {...bound(name)} />
      <button class={isFirst ? 'first' : undefined} disabled={isBusy}>
        {go}
      </button>
    </form>
  );
}
