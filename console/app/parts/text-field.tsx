import type { Signal } from '@preact/signals';
import { Field } from './field.tsx';

interface Row {
  id: string;
  label: string;
  hint?: string;
  wrong?: string | undefined;
  /** So many lines; else it is one. */
  rows?: number;
  type?: 'text' | 'email' | 'password' | 'url' | 'search' | 'date' | 'datetime-local' | 'number';
  class?: string;
  maxLength?: number;
  placeholder?: string;
  autocomplete?: string;
  autocapitalize?: 'none';
  spellcheck?: boolean;
  inputMode?: 'numeric' | 'decimal';
  min?: string | number;
  max?: string | number;
  /** The id of a list of words to choose from. */
  list?: string;
  required?: boolean;
}
// What is typed is a signal's, or is handed on at each key.
type Given = Row & ({ of: Signal<string> } | { value: string; onText(to: string): void });

/** A row of a form in which somebody writes: its name, the field, a hint, and what is wrong with it. */
export function TextField({ id, label, hint, wrong, rows, ...given }: Given) {
  const { value, onText, ...attributes } = 'of' in given ? held(given) : given;
  const written = { value, onInput: (event: { currentTarget: { value: string } }) => onText(event.currentTarget.value) };
  return (
    <Field id={id} label={label} wrong={wrong} {...(hint !== undefined && { hint })}>
      {(props) => {
        // Preact's types tell the kinds of inputs apart; ours are all those in which one writes.
        if (rows === undefined) return <input {...(attributes as object)} {...props} {...written} />;
        const { type: _type, list: _list, min: _min, max: _max, ...ofText } = attributes;
        return <textarea rows={rows} {...ofText} {...props} {...written} />;
      }}
    </Field>
  );
}

function held({ of, ...rest }: { of: Signal<string> } & Partial<Row>) {
  return { ...rest, value: of.value, onText: (to: string) => void (of.value = to) };
}
