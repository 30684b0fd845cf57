import { useSignal } from '@preact/signals';
import { useConsole } from '../console.ts';
import type { ComponentStatus } from '../state/drafts.ts';
import { componentStatuses } from '../state/statuses.ts';
import type { View } from '../state/watch.ts';
import { bound } from './bound.ts';
import { StatusBadge, toneOf } from './status-badge.tsx';

// A list that fits a screen; of a thousand one finds by typing, and drawing them all at each key would take longer than a key.
const shownMax = 12;

interface Given {
  components: View['components'];
  chosen: Record<string, ComponentStatus>;
  onChoose(id: string, status: ComponentStatus | undefined): void;
}

/** What the post says of components: the chosen ones first, then those that are looked for. */
export function ComponentStates({ components, chosen, onChoose }: Given) {
  const { words } = useConsole();
  const sought = useSignal('');
  const found = components.filter(({ id, name }) => !(id in chosen) && name.toLowerCase().includes(sought.value.trim().toLowerCase()));
  const shown = [...components.filter(({ id }) => id in chosen), ...found.slice(0, shownMax)];
  return (
    <fieldset class="component-states">
      <legend>{words.compose.components}</legend>
      {components.length > shownMax && (
        <input type="search" aria-label={words.compose.find} placeholder={words.compose.find} {...bound(sought)} />
      )}
      <ul>
        {shown.map(({ id, name, status }) => (
          <li key={id} class={id in chosen ? `said ${toneOf(chosen[id]!)}` : ''}>
            <label for={`state-${id}`}>{name}</label>
            <StatusBadge status={status} />
            <select
              id={`state-${id}`}
              value={chosen[id] ?? ''}
              onChange={(event) => onChoose(id, (event.currentTarget.value || undefined) as ComponentStatus | undefined)}
            >
              <option value="">{words.compose.unsaid}</option>
              {componentStatuses.map((each) => (
                <option key={each} value={each}>
                  {words.status[each]}
                </option>
              ))}
            </select>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p class="soft">{words.compose.noneFound}</p>}
      {found.length > shownMax && <p class="soft">{words.compose.more(found.length - shownMax)}</p>}
    </fieldset>
  );
}
