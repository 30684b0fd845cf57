import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { Form } from './form.tsx';
import type { Operations } from '../api/operations.d.ts';
import { useConsole } from '../console.ts';
import { TroubleLine, useAttempts } from './attempt.tsx';
import { useMore } from './more-words.ts';

export type PageChange = Operations['PATCH /v1/pages/{page}']['body'];

interface Given {
  page: string;
  /** What is asked for; undefined: something is missing, and says so itself. */
  change(): PageChange | undefined;
  label?: string;
  onSaved?(): void;
  children(wrong: (path: string) => string | undefined): ComponentChildren;
}

/** Some settings that belong together, saved by one button. */
export function SaveForm({ page, change, label, onSaved, children }: Given) {
  const { api } = useConsole();
  const say = useMore().settings;
  const isSaved = useSignal(false);
  const { isBusy, trouble, attempt, wrong } = useAttempts();
  const save = async () => {
    const body = change();
    if (!body) return;
    isSaved.value = await attempt(() => api.ask('PATCH /v1/pages/{page}', { path: { page }, body }));
    if (isSaved.peek()) onSaved?.();
  };
  return (
    <Form
      onSubmit={save}
      onInput={() => {
        isSaved.value = false;
      }}
    >
      {children(wrong)}
      <p class="actions">
        <button class="first" disabled={isBusy.value}>
          {label ?? say.save}
        </button>
        {isSaved.value && <span role="status">{say.saved}</span>}
      </p>
      <TroubleLine of={trouble} />
    </Form>
  );
}
