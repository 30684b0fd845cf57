import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { Form } from './form.tsx';
import { useConsole } from '../console.ts';
import type { Maintenance } from '../screens/maintenance.tsx';
import { extendedTo, type MaintenanceAction } from '../state/maintenance-acts.ts';
import { fromField, toField } from '../state/wall-time.ts';
import type { View } from '../state/watch.ts';
import { ownZone, span } from './ago.ts';
import { TroubleLine, useAttempts } from './attempt.tsx';
import { Choose } from './choose.tsx';
import { useMore } from './more-words.ts';
import { Tick } from './tick.tsx';
import { TextField } from './text-field.tsx';

interface Given {
  act: MaintenanceAction;
  view: View;
  maintenance: Maintenance;
  onDone(): void;
}

const longer = ['15', '30', '60', '120', '240'] as const;

/** One thing that is done with a maintenance, with the words about it: whoever was told of it is told of that. */
export function MaintenanceAct({ act, view, maintenance, onDone }: Given) {
  const { api, clock } = useConsole();
  const { act: say, form, ...more } = useMore().maintenance;
  const zone = ownZone();
  const body = useSignal(say.bodies[act]);
  const notify = useSignal(true);
  const by = useSignal<(typeof longer)[number]>('30');
  const [startsAt, endsAt] = [useSignal(toField(maintenance.startsAt, zone)), useSignal(toField(maintenance.endsAt, zone))];
  const { isBusy, trouble, attempt, wrong } = useAttempts();
  const key = useMemo(() => crypto.randomUUID(), []);
  const path = { page: view.page.id, maintenance: maintenance.id };
  const until = extendedTo(maintenance.endsAt, Number(by.value), clock.value);
  const common = () => ({ body: body.peek(), notify: notify.peek() });
  const post = (status: 'scheduled' | 'in_progress' | 'verifying' | 'completed') =>
    api.ask('POST /v1/pages/{page}/maintenances/{maintenance}/updates', { path, key, body: { ...common(), status } });
  const move = (times: { startsAt?: string; endsAt: string }) =>
    api.ask('POST /v1/pages/{page}/maintenances/{maintenance}/reschedule', { path, key, body: { ...common(), ...times } });
  const ways: Record<MaintenanceAction, () => Promise<unknown>> = {
    start: () => post('in_progress'),
    verify: () => post('verifying'),
    finish: () => post('completed'),
    post: () => post(maintenance.status),
    extend: () => move({ endsAt: until }),
    move: () => move({ startsAt: fromField(startsAt.peek(), zone) ?? '', endsAt: fromField(endsAt.peek(), zone) ?? '' }),
    cancel: () => api.ask('POST /v1/pages/{page}/maintenances/{maintenance}/cancel', { path, key, body: common() }),
  };
  const lasts = (minutes: number) => (minutes < 60 ? more.minutes(minutes) : more.hours(minutes / 60));
  return (
    <Form
      class="panel"
      aria-label={say[act]}
      onSubmit={() => {
        void attempt(ways[act]).then((isDone) => {
          if (isDone) onDone();
        });
      }}
    >
      <h2>{say[act]}</h2>
      {act === 'extend' && (
        <>
          <Choose id="act-by" label={say.longer} of={by} options={longer.map((minutes) => [minutes, lasts(Number(minutes))] as const)} />
          <p class="soft">{span(maintenance.startsAt, until, zone)}</p>
        </>
      )}
      {act === 'move' && (
        <div class="pair">
          <TextField id="act-startsAt" label={form.starts} wrong={wrong('startsAt')} type="datetime-local" of={startsAt} />
          <TextField id="act-endsAt" label={form.ends} wrong={wrong('endsAt')} type="datetime-local" of={endsAt} />
        </div>
      )}
      <TextField id="act-body" label={say.body} wrong={wrong('body')} rows={3} maxLength={20_000} of={body} />
      <Tick of={notify}>{say.notify}</Tick>
      <p class="actions">
        <button class="first" disabled={isBusy.value}>
          {say.go[act]}
        </button>
        <button type="button" class="quiet" onClick={onDone}>
          {say.close}
        </button>
      </p>
      <TroubleLine of={trouble} />
    </Form>
  );
}
