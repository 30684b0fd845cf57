import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Stands over everything until what it asks for is done: what is below stays as it is, and is out of reach. */
export function Over({ children }: { children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="over" onCancel={(event) => event.preventDefault()}>
      {children}
    </dialog>
  );
}
