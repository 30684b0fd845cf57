import type { ComponentChildren } from 'preact';

interface Given {
  id: string;
  label: string;
  hint?: string;
  wrong?: string | undefined;
  children(props: { id: string; 'aria-invalid': boolean; 'aria-describedby': string | undefined }): ComponentChildren;
}

/** A field with its name, a hint, and what is wrong with it, told to those who do not see it, too. */
export function Field({ id, label, hint, wrong, children }: Given) {
  const told = wrong === undefined ? undefined : `${id}-wrong`;
  return (
    <div class={wrong === undefined ? 'field' : 'field invalid'}>
      <label for={id}>
        {label}
        {hint && <span class="soft"> {hint}</span>}
      </label>
      {children({ id, 'aria-invalid': wrong !== undefined, 'aria-describedby': told })}
      {wrong !== undefined && (
        <p class="wrong" id={told}>
          {wrong}
        </p>
      )}
    </div>
  );
}
