import { useSignal, type Signal } from '@preact/signals';
import type { Answer } from '../api/api.ts';
import { useConsole } from '../console.ts';
import { TroubleLine, useAttempts } from '../parts/attempt.tsx';
import { Choose } from '../parts/choose.tsx';
import { Head } from '../parts/head.tsx';
import { Link } from '../parts/link.tsx';
import { Here, useLoaded } from '../parts/loaded.tsx';
import { MetricForm } from '../parts/metric-form.tsx';
import { MetricGraph, ranges, type Range } from '../parts/metric-graph.tsx';
import { useMore } from '../parts/more-words.ts';
import type { FarGiven } from './far.tsx';

export type Metric = Answer<'GET /v1/pages/{page}/metrics'>['items'][number];

// The most that a page may have stand in two slices.
const sliceMax = 100;

/** What is measured: seen, made, put right, shown to visitors or not. */
export function MetricsScreen({ view, thing }: FarGiven) {
  const { api, places } = useConsole();
  const say = useMore().metrics;
  const page = view.page.id;
  const range = useSignal<Range>('day');
  const loaded = useLoaded(async () => {
    const path = { page };
    const first = (await api.ask('GET /v1/pages/{page}/metrics', { path, query: { limit: sliceMax } })).value;
    if (first.next === null) return inOrder(first.items);
    const query = { limit: sliceMax, after: first.next };
    return inOrder([...first.items, ...(await api.ask('GET /v1/pages/{page}/metrics', { path, query })).value.items]);
  }, [page, thing]);
  const done = () => places.go({ page, screen: 'metrics' });
  if (thing !== undefined) {
    return (
      <main>
        <p>
          <Link to={{ page, screen: 'metrics' }}>← {say.back}</Link>
        </p>
        <Here is={loaded}>
          {(all) => {
            const metric = all.find(({ id }) => id === thing);
            if (!metric && thing !== 'new') return <p class="empty">{say.gone}</p>;
            return (
              <>
                <h1>{metric?.name ?? say.make}</h1>
                {metric && <Shown page={page} metric={metric} range={range.value} />}
                {metric && <HowLong of={range} />}
                <MetricForm key={thing} page={page} metric={metric} onDone={done} />
              </>
            );
          }}
        </Here>
      </main>
    );
  }
  return (
    <main>
      <Head title={say.title} hint={say.hint}>
        <Link to={{ page, screen: 'metrics', thing: 'new' }} class="button first">
          {say.make}
        </Link>
      </Head>
      <Here is={loaded}>
        {(all) => (
          <>
            {all.length === 0 ? <p class="empty">{say.none}</p> : <HowLong of={range} />}
            <ul class="cards">
              {all.map((metric) => (
                <Row key={metric.id} page={page} metric={metric} range={range.value} onChanged={loaded.again} />
              ))}
            </ul>
          </>
        )}
      </Here>
    </main>
  );
}

function inOrder(all: Metric[]): Metric[] {
  return all.sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1));
}

function HowLong({ of }: { of: Signal<Range> }) {
  const say = useMore().metrics;
  return (
    <div class="how-long">
      <Choose
        id="metric-range"
        label={say.range}
        of={of}
        options={(Object.keys(ranges) as Range[]).map((each) => [each, say.ranges[each]])}
      />
    </div>
  );
}

function Shown({ page, metric, range }: { page: string; metric: Metric; range: Range }) {
  return <MetricGraph key={range} page={page} metric={metric} range={range} />;
}

function Row({ page, metric, range, onChanged }: { page: string; metric: Metric; range: Range; onChanged(): Promise<void> }) {
  const { api } = useConsole();
  const say = useMore().metrics;
  const { isBusy, trouble, attempt } = useAttempts();
  const { id, name, description, public: isShown } = metric;
  const turn = async () => {
    const path = { page, metric: id };
    if (await attempt(() => api.ask('PATCH /v1/pages/{page}/metrics/{metric}', { path, body: { public: !isShown } }))) await onChanged();
  };
  return (
    <li class="card">
      <h2>
        <Link to={{ page, screen: 'metrics', thing: id }}>{name}</Link>
      </h2>
      <p class="meta">
        <span class={`badge ${isShown ? 'good' : 'quiet'}`}>{isShown ? say.isShown : say.isHidden}</span> {description}
      </p>
      <Shown page={page} metric={metric} range={range} />
      <p class="actions">
        <button
          type="button"
          class="quiet"
          disabled={isBusy.value}
          aria-label={(isShown ? say.hideOf : say.showOf)(name)}
          onClick={() => void turn()}
        >
          {isShown ? say.hide : say.show}
        </button>
      </p>
      <TroubleLine of={trouble} />
    </li>
  );
}
