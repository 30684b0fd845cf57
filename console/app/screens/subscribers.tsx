import { useSignal } from '@preact/signals';
import type { Answer } from '../api/api.ts';
import { useConsole } from '../console.ts';
import { AddSubscriber } from '../parts/add-subscriber.tsx';
import { ago } from '../parts/ago.ts';
import { TroubleLine, useAttempts } from '../parts/attempt.tsx';
import { Choose } from '../parts/choose.tsx';
import { Field } from '../parts/field.tsx';
import { Head } from '../parts/head.tsx';
import { ImportSubscribers } from '../parts/import-subscribers.tsx';
import { Here, useLoaded } from '../parts/loaded.tsx';
import { useMore } from '../parts/more-words.ts';
import { ToldLink } from '../parts/notice-row.tsx';
import { More, useSlices } from '../parts/slices.tsx';
import type { FarGiven } from './far.tsx';

type Subscriber = Answer<'GET /v1/pages/{page}/subscriptions'>['items'][number];
type Channel = Subscriber['channel'];
type State = Subscriber['state'];
const states: State[] = ['active', 'pending', 'ended'];
const tones: Record<State, string> = { active: 'good', pending: 'minor', ended: 'quiet' };
const sliceMax = 50;
// As long as a word takes to type.
const searchAfterMs = 250;

/** `thing`: an address that is looked for. */
export function SubscribersScreen({ page, thing }: FarGiven) {
  const { api } = useConsole();
  const say = useMore().subscribers;
  const shown = useSignal<'add' | 'import' | undefined>(undefined);
  const filter = useSignal<Filter>({ search: thing ?? '', channel: '', state: '' });
  const path = { page: page.id };
  const list = useSlices(
    async (after) => {
      const { search, channel, state } = filter.peek();
      const query = {
        limit: sliceMax,
        ...(search.trim() !== '' && { search: search.trim() }),
        ...(channel !== '' && { channel }),
        ...(state !== '' && { state }),
        ...(after !== undefined && { after }),
      };
      return (await api.ask('GET /v1/pages/{page}/subscriptions', { path, query })).value;
    },
    [page.id, filter.value],
  );
  const counts = useLoaded(async () => (await api.ask('GET /v1/pages/{page}/subscriptions/counts', { path })).value.channels, [page.id]);
  const again = () => {
    void list.again();
    void counts.again();
  };
  const total = counts.value.value?.reduce((sum, { active, pending, ended }) => sum + active + pending + ended, 0);
  const toggle = (to: 'add' | 'import') => () => {
    shown.value = shown.peek() === to ? undefined : to;
  };
  const close = () => {
    shown.value = undefined;
  };
  return (
    <main>
      <Head title={say.title} hint={say.hint}>
        <button type="button" onClick={toggle('import')}>
          {say.bring}
        </button>
        <Export page={page.id} />
        <button type="button" class="first" onClick={toggle('add')}>
          {say.add}
        </button>
      </Head>
      {shown.value === 'add' && <AddSubscriber page={page.id} onDone={again} onClose={close} />}
      {shown.value === 'import' && <ImportSubscribers page={page.id} onDone={again} onClose={close} />}
      <Here is={counts}>{(all) => <Counts all={all} />}</Here>
      {total === 0 ? (
        <p class="empty">{say.none}</p>
      ) : (
        <>
          <Filters value={filter.value} onChange={(to) => void (filter.value = to)} />
          <Here is={list}>
            {(items) => (
              <>
                {items.length === 0 && <p class="empty">{say.noneFound}</p>}
                <ul class="cards tight">
                  {items.map((each) => (
                    <Row key={each.id} page={page.id} of={each} onChanged={again} />
                  ))}
                </ul>
                <More of={list} label={say.more} />
              </>
            )}
          </Here>
        </>
      )}
    </main>
  );
}

function Export({ page }: { page: string }) {
  const { api } = useConsole();
  const say = useMore().subscribers;
  const { isBusy, trouble, attempt } = useAttempts();
  const save = () =>
    attempt(async () => {
      const file = await api.download('GET /v1/pages/{page}/subscriptions/export', { path: { page } });
      const link = document.createElement('a');
      link.href = URL.createObjectURL(file);
      link.download = 'subscribers.csv';
      link.click();
      URL.revokeObjectURL(link.href);
    });
  return (
    <>
      <button type="button" disabled={isBusy.value} onClick={() => void save()}>
        {isBusy.value ? say.exporting : say.exportAll}
      </button>
      <TroubleLine of={trouble} />
    </>
  );
}

function Counts({ all }: { all: { channel: string; pending: number; active: number; ended: number }[] }) {
  const say = useMore().subscribers;
  const number = new Intl.NumberFormat();
  return (
    <table class="counts" aria-label={say.counts}>
      <thead>
        <tr>
          <th scope="col">{say.channel}</th>
          {states.map((state) => (
            <th key={state} scope="col">
              {say.states[state]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {(Object.keys(say.channels) as Channel[]).map((channel) => {
          const of = all.find((each) => each.channel === channel);
          return (
            <tr key={channel}>
              <th scope="row">{say.channels[channel]}</th>
              {states.map((state) => (
                <td key={state}>{number.format(of?.[state] ?? 0)}</td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface Filter {
  search: string;
  channel: Channel | '';
  state: State | '';
}

function Filters({ value, onChange }: { value: Filter; onChange(to: Filter): void }) {
  const say = useMore().subscribers;
  const waiting = useSignal<ReturnType<typeof setTimeout> | undefined>(undefined);
  const search = (text: string) => {
    clearTimeout(waiting.peek());
    waiting.value = setTimeout(() => onChange({ ...value, search: text }), searchAfterMs);
  };
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()}>
      <Field id="find-subscriber" label={say.search} hint={say.searchHint}>
        {(props) => <input {...props} type="search" defaultValue={value.search} onInput={(event) => search(event.currentTarget.value)} />}
      </Field>
      <Choose
        id="of-channel"
        label={say.channel}
        value={value.channel}
        options={[['', say.any] as const, ...Object.entries(say.channels).map(([each, name]) => [each as Channel, name] as const)]}
        onChange={(channel) => onChange({ ...value, channel })}
      />
      <Choose
        id="of-state"
        label={say.state}
        value={value.state}
        options={[['', say.any] as const, ...states.map((each) => [each, say.states[each]] as const)]}
        onChange={(state) => onChange({ ...value, state })}
      />
    </form>
  );
}

function Row({ page, of, onChanged }: { page: string; of: Subscriber; onChanged(): void }) {
  const { api, clock } = useConsole();
  const say = useMore().subscribers;
  const { id, channel, address, state, components, incident, createdAt } = of;
  const told = useSignal<string | undefined>(undefined);
  const { isBusy, trouble, attempt } = useAttempts();
  const path = { page, subscription: id };
  const resend = () =>
    attempt(async () => {
      told.value = (await api.ask('POST /v1/pages/{page}/subscriptions/{subscription}/resend', { path })).value.message;
    });
  const remove = async () => {
    if (!window.confirm(say.removeSure(address))) return;
    if (await attempt(() => api.ask('DELETE /v1/pages/{page}/subscriptions/{subscription}', { path }))) onChanged();
  };
  const about = incident !== null ? say.incident : components.length === 0 ? say.everything : say.some(components.length);
  return (
    <li class="card line">
      <div>
        <strong>{address}</strong> <span class={`badge ${tones[state]}`}>{say.states[state]}</span>
        <div class="meta">
          {say.channels[channel]} · {about} · {say.since(ago(createdAt, clock.value))} ·{' '}
          <ToldLink page={page} subscription={id} label={say.told} />
        </div>
      </div>
      <span class="actions">
        {state === 'pending' && (
          <button type="button" class="quiet" disabled={isBusy.value} onClick={() => void resend()}>
            {say.resend}
          </button>
        )}
        {state !== 'ended' && (
          <button type="button" class="quiet danger" disabled={isBusy.value} onClick={() => void remove()}>
            {say.remove}
          </button>
        )}
      </span>
      {told.value !== undefined && <p role="status">{told.value}</p>}
      <TroubleLine of={trouble} />
    </li>
  );
}
