import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

type Given = { children: ComponentChildren } & ({ of: Signal<boolean> } | { isOn: boolean; onChange(to: boolean): void });

/** One thing that is so, or not. */
export function Tick({ children, ...given }: Given) {
  const isOn = 'of' in given ? given.of.value : given.isOn;
  const turn = (to: boolean) => {
    if ('of' in given) given.of.value = to;
    else given.onChange(to);
  };
  return (
    <label class="tick">
      <input type="checkbox" checked={isOn} onChange={(event) => turn(event.currentTarget.checked)} />
      <span>{children}</span>
    </label>
  );
}
