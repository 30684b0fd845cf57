import type { ComponentChildren } from 'preact';

/** One thing that is so, or not. */
export function Tick({ isOn, onChange, children }: { isOn: boolean; onChange(to: boolean): void; children: ComponentChildren }) {
  return (
    <label class="tick">
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{children}</span>
    </label>
  );
}
