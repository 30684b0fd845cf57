import { useSignal } from '@preact/signals';
import { Form } from './form.tsx';
import { useConsole } from '../console.ts';
import type { Maintenance } from '../screens/maintenance.tsx';
import { reminderMinutes, reminders, type Reminder } from '../state/plan.ts';
import { often, ruleOf, type Often } from '../state/recurrence.ts';
import { toField } from '../state/wall-time.ts';
import type { View } from '../state/watch.ts';
import { TroubleLine, useAttempts } from './attempt.tsx';
import { Choose } from './choose.tsx';
import { useMore } from './more-words.ts';
import { Tick } from './tick.tsx';
import { WhichComponents } from './which-components.tsx';
import { TextField } from './text-field.tsx';

interface Given {
  view: View;
  maintenance: Maintenance;
  onDone(): void;
}

/** What is put right without a word to anybody. What of it is not shown to readers stays, unless something is chosen. */
export function MaintenanceEdit({ view, maintenance, onDone }: Given) {
  const { api } = useConsole();
  const { act: say, form, components: label } = useMore().maintenance;
  const title = useSignal(maintenance.title);
  const components = useSignal(maintenance.components);
  const automatic = useSignal(maintenance.automatic ?? false);
  const again = useSignal<'as-it-is' | Often>('as-it-is');
  const remind = useSignal<'as-it-is' | Reminder>('as-it-is');
  const { isBusy, trouble, attempt, wrong } = useAttempts();
  const save = () => {
    const rule = again.peek();
    const minutes = remind.peek();
    const local = toField(maintenance.startsAt, view.page.timeZone);
    const body = {
      title: title.peek().trim(),
      components: components.peek(),
      automatic: automatic.peek(),
      ...(rule !== 'as-it-is' && { recurrence: ruleOf(rule, local, undefined) ?? null }),
      ...(minutes !== 'as-it-is' && { remindMinutes: reminderMinutes[minutes] ?? null }),
    };
    const path = { page: view.page.id, maintenance: maintenance.id };
    return attempt(() => api.ask('PATCH /v1/pages/{page}/maintenances/{maintenance}', { path, body }));
  };
  return (
    <Form
      class="panel"
      onSubmit={() => {
        void save().then((isDone) => {
          if (isDone) onDone();
        });
      }}
    >
      <h2>{say.editTitle}</h2>
      <p class="soft">{say.editHint}</p>
      <TextField id="edit-title" label={form.name} wrong={wrong('title')} maxLength={200} of={title} />
      <WhichComponents
        label={label}
        components={view.components}
        chosen={components.value}
        onChange={(to) => {
          components.value = to;
        }}
      />
      <div class="pair">
        <Choose
          id="edit-often"
          label={form.again}
          of={again}
          wrong={wrong('recurrence')}
          options={[
            ['as-it-is', say.againAs] as const,
            ['never', say.againNever] as const,
            ...often.filter((each) => each !== 'never').map((each) => [each, form.often[each]] as const),
          ]}
        />
        <Choose
          id="edit-remind"
          label={form.remind}
          of={remind}
          options={[['as-it-is', say.remindAs] as const, ...reminders.map((each) => [each, form.reminders[each]] as const)]}
        />
      </div>
      <Tick of={automatic}>{form.automatic}</Tick>
      <p class="actions">
        <button class="first" disabled={isBusy.value}>
          {say.save}
        </button>
        <button type="button" class="quiet" onClick={onDone}>
          {say.close}
        </button>
      </p>
      <TroubleLine of={trouble} />
    </Form>
  );
}
