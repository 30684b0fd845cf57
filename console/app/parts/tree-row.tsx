import { useSignal } from '@preact/signals';
import { RenameInput } from './rename-input.tsx';
import { useConsole } from '../console.ts';
import type { ComponentStatus } from '../state/drafts.ts';
import { componentStatuses } from '../state/statuses.ts';
import type { Row, Step } from '../state/tree.ts';
import { StatusBadge, toneOf } from './status-badge.tsx';
import type { Moving } from './use-moving.ts';

interface Given {
  row: Row;
  moving: Moving;
  onChange(row: Row, to: { name?: string; status?: ComponentStatus }): Promise<boolean>;
  onRemove(row: Row): Promise<boolean>;
}

const steps: Record<string, Step> = { ArrowUp: 'up', ArrowDown: 'down', ArrowRight: 'in', ArrowLeft: 'out' };

/** A component or a group where it stands: moved by its handle, its name and state changed in place. */
export function TreeRow({ row, moving, onChange, onRemove }: Given) {
  const { words } = useConsole();
  const edited = useSignal<string | undefined>(undefined);
  const say = words.components;
  const { id, kind, depth } = row;
  const { name, status } = row.of;
  const drag = moving.drag.value;
  const marks = [drag?.id === id && 'dragged', drag?.over === id && `drop-${drag.zone}`].filter(Boolean).join(' ');
  const rename = async () => {
    const to = edited.peek()?.trim();
    if (!to || to === name) edited.value = undefined;
    // What was refused stays in its field.
    else if (await onChange(row, { name: to })) edited.value = undefined;
  };
  return (
    <li class={`${kind} ${toneOf(status)} ${marks}`} data-row={id} style={{ '--depth': depth }}>
      <button
        type="button"
        class="quiet handle"
        id={`move-${id}`}
        aria-label={say.move(name)}
        aria-describedby="how-to-move"
        onPointerDown={(event) => moving.grab(id, event)}
        onKeyDown={(event) => {
          const to = steps[event.key];
          if (!to || event.ctrlKey || event.altKey || event.metaKey) return;
          event.preventDefault();
          moving.step(id, to);
        }}
      >
        ⠿
      </button>
      {edited.value === undefined ? <span class="name">{name}</span> : <RenameInput of={edited} label={say.name} onDone={rename} />}
      {kind === 'group' ? (
        <StatusBadge status={status} />
      ) : (
        <select
          aria-label={say.status(name)}
          value={status}
          onChange={(event) => void onChange(row, { status: event.currentTarget.value as ComponentStatus })}
        >
          {componentStatuses.map((each) => (
            <option key={each} value={each}>
              {words.status[each]}
            </option>
          ))}
        </select>
      )}
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
          if (window.confirm(kind === 'group' ? say.ungroupSure(name) : say.removeSure(name))) void onRemove(row);
        }}
      >
        {say.remove}
      </button>
    </li>
  );
}
