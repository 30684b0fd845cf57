import { useSignal } from '@preact/signals';
import { Form } from './form.tsx';
import { useConsole } from '../console.ts';
import { callOff, changeScheduled, publishScheduled, type Scheduled } from '../state/scheduled.ts';
import { fromField, toField } from '../state/wall-time.ts';
import type { View } from '../state/watch.ts';
import { ago, moment, ownZone } from './ago.ts';
import { TroubleLine, useAttempts } from './attempt.tsx';
import { Link } from './link.tsx';
import { useMore } from './more-words.ts';
import { StatusBadge } from './status-badge.tsx';
import { TextField } from './text-field.tsx';

export interface ScheduledGiven {
  view: View;
  items: Scheduled[];
  /** Of one incident, whose title stands above. */
  isOfOne: boolean;
  onChanged(): Promise<void>;
  /** Somebody writes in one: it stays on the screen, also when it is published meanwhile. */
  onEditing(is: boolean): void;
}

/** What is published by itself: put right, published now, or called off. */
export function ScheduledList({ view, items, isOfOne, onChanged, onEditing }: ScheduledGiven) {
  const say = useMore().scheduled;
  const edited = useSignal<Scheduled | undefined>(undefined);
  const edit = (item: Scheduled | undefined) => {
    edited.value = item;
    onEditing(item !== undefined);
  };
  const open = edited.value;
  return (
    <section aria-labelledby="scheduled">
      <h2 id="scheduled">{say.title}</h2>
      {open && (
        <Edit
          key={open.id}
          view={view}
          item={open}
          onDone={() => {
            edit(undefined);
            void onChanged();
          }}
        />
      )}
      <ul class="cards">
        {items
          .filter(({ id }) => id !== open?.id)
          .map((item) => (
            <Row key={item.id} view={view} item={item} isOfOne={isOfOne} onChanged={onChanged} onEdit={() => edit(item)} />
          ))}
      </ul>
    </section>
  );
}

interface RowGiven extends Pick<ScheduledGiven, 'view' | 'isOfOne' | 'onChanged'> {
  item: Scheduled;
  onEdit(): void;
}

function Row({ view, item, isOfOne, onChanged, onEdit }: RowGiven) {
  const { api, clock } = useConsole();
  const say = useMore().scheduled;
  const { isBusy, trouble, attempt } = useAttempts();
  const page = view.page.id;
  const incident = view.incidents.find(({ id }) => id === item.incident);
  const act = async (work: () => Promise<unknown>) => {
    if (await attempt(work)) await onChanged();
  };
  return (
    <li class="card">
      {!isOfOne && (
        <h3>
          {incident ? <Link to={{ page, screen: 'incident', thing: incident.id }}>{incident.title}</Link> : (item.title ?? say.ofGone)}
        </h3>
      )}
      <p class="meta">
        <StatusBadge status={item.status} />{' '}
        {item.at === null ? (
          <span class="due">{say.held}</span>
        ) : (
          <>
            {moment(item.at, view.page.timeZone)} · {ago(item.at, clock.value)}
          </>
        )}
        {!item.notify && ` · ${say.silent}`}
      </p>
      <p class="plain">{item.body}</p>
      <p class="actions">
        <button type="button" onClick={onEdit}>
          {say.edit}
        </button>
        <button type="button" disabled={isBusy.value} onClick={() => void act(() => publishScheduled(api, page, item))}>
          {say.now}
        </button>
        <button
          type="button"
          class="quiet danger"
          disabled={isBusy.value}
          onClick={() => {
            if (window.confirm(say.callOffSure)) void act(() => callOff(api, page, item));
          }}
        >
          {say.callOff}
        </button>
      </p>
      <TroubleLine of={trouble} />
    </li>
  );
}

function Edit({ view, item, onDone }: { view: View; item: Scheduled; onDone(): void }) {
  const { api, words, clock } = useConsole();
  const body = useSignal(item.body);
  const at = useSignal(item.at === null ? '' : toField(item.at, ownZone()));
  const isPast = useSignal(false);
  const { isBusy, trouble, attempt, wrong } = useAttempts();
  const save = async () => {
    const publishAt = fromField(at.peek(), ownZone()) ?? null;
    isPast.value = publishAt !== null && Date.parse(publishAt) <= clock.peek();
    if (isPast.peek()) return;
    if (await attempt(() => changeScheduled(api, view.page.id, item, { body: body.peek(), publishAt }))) onDone();
  };
  return (
    <Form class="panel" onSubmit={save}>
      <TextField
        id="scheduled-body"
        label={words.compose.body}
        hint={words.compose.bodyHint}
        wrong={wrong('body')}
        rows={4}
        maxLength={20_000}
        of={body}
      />
      <TextField
        id="scheduled-at"
        label={words.compose.publishAt}
        hint={words.compose.zone(ownZone())}
        wrong={isPast.value ? words.compose.timePassed : wrong('publishAt')}
        type="datetime-local"
        of={at}
      />
      <p class="actions">
        <button class="first" disabled={isBusy.value}>
          {words.incident.save}
        </button>
        <button type="button" class="quiet" onClick={onDone}>
          {words.incident.cancel}
        </button>
      </p>
      <TroubleLine of={trouble} />
    </Form>
  );
}
