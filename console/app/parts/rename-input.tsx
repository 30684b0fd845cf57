import type { Signal } from '@preact/signals';

/** Another name for something, in the place of the one it has: Enter keeps it, Escape leaves it as it was. Undefined: nobody writes. */
export function RenameInput({ of, label, onDone }: { of: Signal<string | undefined>; label: string; onDone(): unknown }) {
  return (
    <input
      aria-label={label}
      value={of.value}
      maxLength={200}
      onInput={(event) => {
        of.value = event.currentTarget.value;
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') void onDone();
        if (event.key === 'Escape') of.value = undefined;
      }}
    />
  );
}
