import type { ComponentChildren, JSX } from 'preact';

type Given = Omit<JSX.IntrinsicElements['form'], 'onSubmit'> & { onSubmit(): unknown; children: ComponentChildren };

/** A form that is sent by us, and says itself what is wrong with it. */
export function Form({ onSubmit, ...attributes }: Given) {
  return (
    <form
      noValidate
      {...attributes}
      onSubmit={(event) => {
        event.preventDefault();
        void onSubmit();
      }}
    />
  );
}
