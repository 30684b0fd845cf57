import { useSignal } from '@preact/signals';
import { useMore } from './more-words.ts';

/** A text that is to be taken elsewhere, whole. */
export function Copy({ text, label }: { text: string; label: string }) {
  const say = useMore().keys;
  const isCopied = useSignal(false);
  return (
    <span class="copy">
      <input readOnly aria-label={label} value={text} onFocus={(event) => event.currentTarget.select()} />
      <button
        type="button"
        onClick={() => {
          // Where a browser does not let us, one marks it and copies it by hand.
          void navigator.clipboard?.writeText(text).then(
            () => {
              isCopied.value = true;
            },
            () => undefined,
          );
        }}
      >
        {isCopied.value ? say.copied : say.copy}
      </button>
    </span>
  );
}
