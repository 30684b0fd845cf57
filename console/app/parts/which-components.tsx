import { useSignal } from '@preact/signals';
import { useConsole } from '../console.ts';
import type { View } from '../state/watch.ts';
import { bound } from './bound.ts';
import { Tick } from './tick.tsx';

// As of those whose states are chosen: a list that fits a screen.
const shownMax = 12;

interface Given {
  label: string;
  hint?: string;
  components: View['components'];
  chosen: string[];
  onChange(to: string[]): void;
}

/** Which parts of the service it is about: the chosen ones first, then those that are looked for. */
export function WhichComponents({ label, hint, components, chosen, onChange }: Given) {
  const { words } = useConsole();
  const sought = useSignal('');
  const found = components.filter(({ id, name }) => !chosen.includes(id) && name.toLowerCase().includes(sought.value.trim().toLowerCase()));
  const shown =
    components.length > shownMax ? [...components.filter(({ id }) => chosen.includes(id)), ...found.slice(0, shownMax)] : components;
  return (
    <fieldset>
      <legend>
        {label} {hint && <span class="soft unbold">{hint}</span>}
      </legend>
      {components.length > shownMax && (
        <input type="search" aria-label={words.compose.find} placeholder={words.compose.find} {...bound(sought)} />
      )}
      <div class="ticks">
        {shown.map(({ id, name }) => (
          <Tick
            key={id}
            isOn={chosen.includes(id)}
            onChange={(isOn) => onChange(isOn ? [...chosen, id] : chosen.filter((each) => each !== id))}
          >
            {name}
          </Tick>
        ))}
      </div>
      {components.length > shownMax && found.length > shownMax && <p class="soft">{words.compose.more(found.length - shownMax)}</p>}
    </fieldset>
  );
}
