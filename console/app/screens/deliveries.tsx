import { useSignal } from '@preact/signals';
import { useConsole } from '../console.ts';
import { ago, moment } from '../parts/ago.ts';
import { DeliveryRow } from '../parts/delivery-row.tsx';
import { Head } from '../parts/head.tsx';
import { Link } from '../parts/link.tsx';
import { Here } from '../parts/loaded.tsx';
import { useMore } from '../parts/more-words.ts';
import { NoticeRow } from '../parts/notice-row.tsx';
import { More, useSlices } from '../parts/slices.tsx';
import { readNotices, readToldTo, shownBy, type FromAll, type Provider } from '../state/deliveries.ts';
import type { FarGiven } from './far.tsx';

/** Who was told what: of the page, of one incident or maintenance, or to one subscriber. */
export function DeliveriesScreen({ view, thing }: FarGiven) {
  const { deliveries: say, subscribers } = useMore();
  const shown = shownBy(thing);
  const page = view.page.id;
  const of =
    shown.of === 'thing'
      ? (view.incidents.find(({ id }) => id === shown.id) ?? view.maintenances.find(({ id }) => id === shown.id))
      : undefined;
  return (
    <main>
      {shown.of === 'thing' && (
        <p>
          <Link to={{ page, screen: 'deliveries' }}>← {say.all}</Link>
        </p>
      )}
      {shown.of === 'subscriber' && (
        <p>
          <Link to={{ page, screen: 'subscribers' }}>← {subscribers.title}</Link>
        </p>
      )}
      {shown.of === 'subscriber' ? (
        <ToOne page={page} subscription={shown.id} zone={view.page.timeZone} />
      ) : (
        <Notices page={page} zone={view.page.timeZone} thing={shown.of === 'thing' ? shown.id : undefined} title={of?.title} />
      )}
    </main>
  );
}

/** What regions told in common, as a list that knows who was silent. */
function useFromAll<T>(load: (after: string | undefined) => Promise<FromAll<T>>, of: unknown[]) {
  const silent = useSignal('');
  const providers = useSignal<Provider[]>([]);
  const list = useSlices(async (after) => {
    const told = await load(after);
    silent.value = told.silent.map(({ name }) => name).join(', ');
    if (after === undefined) providers.value = told.providers;
    return told;
  }, of);
  return { list, silent, providers };
}

function Notices({ page, zone, thing, title }: { page: string; zone: string; thing: string | undefined; title: string | undefined }) {
  const { api, regions } = useConsole();
  const say = useMore().deliveries;
  const { list, silent, providers } = useFromAll((after) => readNotices(api, regions, page, thing, after), [page, thing]);
  return (
    <>
      <Head title={thing === undefined ? say.title : (title ?? say.ofThing)} hint={thing === undefined ? say.hint : say.ofThing}>
        <Again look={list.again} />
      </Head>
      <Silent names={silent.value} />
      {thing === undefined && providers.value.length > 0 && <Providers all={providers.value} />}
      <Here is={list}>
        {(items) => (
          <>
            {items.length === 0 && <p class="empty">{say.none}</p>}
            <ul class="cards">
              {items.map((each) => (
                <NoticeRow key={`${each.region.url} ${each.id}`} page={page} zone={zone} notice={each} isOfOne={thing !== undefined} />
              ))}
            </ul>
            <More of={list} label={say.older} />
          </>
        )}
      </Here>
    </>
  );
}

function ToOne({ page, subscription, zone }: { page: string; subscription: string; zone: string }) {
  const { api, regions, clock } = useConsole();
  const say = useMore().deliveries;
  const { list, silent } = useFromAll((after) => readToldTo(api, regions, page, subscription, after), [page, subscription]);
  return (
    <>
      <Head title={say.toOne} hint={list.value.value?.[0]?.address}>
        <Again look={list.again} />
      </Head>
      <Silent names={silent.value} />
      <Here is={list}>
        {(items) => (
          <>
            {items.length === 0 && <p class="empty">{say.noneTo}</p>}
            <ul class="cards">
              {items.map((each) => (
                <DeliveryRow
                  key={each.id}
                  delivery={each}
                  zone={zone}
                  title={each.title ?? say.question}
                  about={`${moment(each.at, zone)} · ${ago(each.at, clock.value)}`}
                />
              ))}
            </ul>
            <More of={list} label={say.older} />
          </>
        )}
      </Here>
    </>
  );
}

function Again({ look }: { look(): Promise<void> }) {
  return (
    <button type="button" onClick={() => void look()}>
      {useMore().deliveries.again}
    </button>
  );
}

function Silent({ names }: { names: string }) {
  const say = useMore().deliveries;
  return names === '' ? null : (
    <p class="wrong" role="status">
      {say.silent(names)}
    </p>
  );
}

const tones: Record<Provider['breaker'], string> = { closed: 'good', 'half-open': 'minor', open: 'critical' };

function Providers({ all }: { all: Provider[] }) {
  const { deliveries: say, subscribers } = useMore();
  const names = [...new Set(all.map(({ region }) => region.name))];
  const rows = [...new Map(all.map((each) => [`${each.channel} ${each.provider}`, each])).values()];
  const stateIn = (name: string, row: Provider) =>
    all.find(({ region, channel, provider }) => region.name === name && channel === row.channel && provider === row.provider)?.breaker;
  return (
    <div class="wide-table" role="region" aria-label={say.providers} tabIndex={0}>
      <table class="counts" aria-label={say.providers}>
        <thead>
          <tr>
            <th scope="col">{say.provider}</th>
            {names.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.channel} ${row.provider}`}>
              <th scope="row">
                {subscribers.channels[row.channel]}: {row.provider}
              </th>
              {names.map((name) => {
                const state = stateIn(name, row);
                return <td key={name}>{state && <span class={`badge ${tones[state]}`}>{say.breakers[state]}</span>}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
