import type { Signal } from '@preact/signals';

/** A field of a form that is what a signal holds. */
export function bound(text: Signal<string>) {
  return {
    value: text.value,
    onInput: (event: { currentTarget: { value: string } }) => {
      text.value = event.currentTarget.value;
    },
  };
}
