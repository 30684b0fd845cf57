import { Field } from './field.tsx';

interface Given<T extends string> {
  id: string;
  label: string;
  hint?: string;
  value: T;
  options: readonly (readonly [T, string])[];
  wrong?: string | undefined;
  onChange(to: T): void;
}

/** One of a few, by a list of the browser's own. */
export function Choose<T extends string>({ id, label, hint, value, options, wrong, onChange }: Given<T>) {
  return (
    <Field id={id} label={label} wrong={wrong} {...(hint !== undefined && { hint })}>
      {(props) => (
        <select {...props} value={value} onChange={(event) => onChange(event.currentTarget.value as T)}>
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
