import type { Signal } from '@preact/signals';
import { Field } from './field.tsx';

interface Row<T extends string> {
  id: string;
  label: string;
  hint?: string;
  options: readonly (readonly [T, string])[];
  wrong?: string | undefined;
}
// What is chosen is a signal's, or is handed on.
type Given<T extends string> = Row<T> & ({ of: Signal<T> } | { value: T; onChange(to: T): void });

/** One of a few, by a list of the browser's own. */
export function Choose<T extends string>({ id, label, hint, options, wrong, ...given }: Given<T>) {
  const value = 'of' in given ? given.of.value : given.value;
  const choose = (to: T) => {
    if ('of' in given) given.of.value = to;
    else given.onChange(to);
  };
  return (
    <Field id={id} label={label} wrong={wrong} {...(hint !== undefined && { hint })}>
      {(props) => (
        <select {...props} value={value} onChange={(event) => choose(event.currentTarget.value as T)}>
          {options.map(([key, text]) => (
            <option key={key} value={key}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
