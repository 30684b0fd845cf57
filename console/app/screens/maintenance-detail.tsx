import { useSignal } from '@preact/signals';
import { useConsole } from '../console.ts';
import { moment, ownZone, span } from '../parts/ago.ts';
import { TroubleLine, useAttempts } from '../parts/attempt.tsx';
import { Link } from '../parts/link.tsx';
import { Here, useLoaded } from '../parts/loaded.tsx';
import { MaintenanceAct } from '../parts/maintenance-act.tsx';
import { MaintenanceBadge } from '../parts/maintenance-badge.tsx';
import { MaintenanceEdit } from '../parts/maintenance-edit.tsx';
import { useMore } from '../parts/more-words.ts';
import { ruleLine } from '../parts/rule-line.ts';
import { StatusBadge } from '../parts/status-badge.tsx';
import { actsOf, type MaintenanceAction } from '../state/maintenance-acts.ts';
import type { View } from '../state/watch.ts';
import type { Maintenance } from './maintenance.tsx';

/** One maintenance: when it is, what can be done with it now, and what was said. */
export function MaintenanceDetail({ view, id }: { view: View; id: string }) {
  const { api } = useConsole();
  const say = useMore().maintenance;
  const page = view.page.id;
  const loaded = useLoaded(
    async () => (await api.ask('GET /v1/pages/{page}/maintenances/{maintenance}', { path: { page, maintenance: id } })).value,
    [page, id, view.version],
  );
  return (
    <main>
      <p>
        <Link to={{ page, screen: 'maintenance' }}>← {say.back}</Link>
      </p>
      <Here is={loaded}>{(maintenance) => <Detail view={view} maintenance={maintenance} onChanged={() => void loaded.again()} />}</Here>
    </main>
  );
}

interface DetailGiven {
  view: View;
  maintenance: Maintenance;
  onChanged(): void;
}

function Detail({ view, maintenance, onChanged }: DetailGiven) {
  const { api, places } = useConsole();
  const say = useMore().maintenance;
  const chosen = useSignal<MaintenanceAction | 'edit' | undefined>(undefined);
  const { trouble, attempt } = useAttempts();
  const { id, title, startsAt, endsAt, recurrence, components, updates } = maintenance;
  const [zone, pageZone, page] = [ownZone(), view.page.timeZone, view.page.id];
  const names = view.components.filter((each) => components.includes(each.id)).map(({ name }) => name);
  const done = () => {
    chosen.value = undefined;
    onChanged();
  };
  const remove = async () => {
    if (!window.confirm(say.act.removeSure)) return;
    const path = { page, maintenance: id };
    if (await attempt(() => api.ask('DELETE /v1/pages/{page}/maintenances/{maintenance}', { path })))
      places.go({ page, screen: 'maintenance' });
  };
  return (
    <>
      <h1>{title}</h1>
      <p class="meta">
        <MaintenanceBadge of={maintenance} /> {span(startsAt, endsAt, zone)}
        {zone !== pageZone && ` (${span(startsAt, endsAt, pageZone)} ${pageZone})`}
      </p>
      {recurrence !== undefined && <p class="soft">{ruleLine(recurrence, say.rule)}</p>}
      <p>{names.length === 0 ? say.noComponents : `${say.components}: ${names.join(', ')}`}</p>
      {chosen.value === undefined ? (
        <p class="actions" role="group" aria-label={say.act.label}>
          {actsOf(maintenance).map((act, at) => (
            <button
              key={act}
              type="button"
              class={at === 0 ? 'first' : ''}
              onClick={() => {
                chosen.value = act;
              }}
            >
              {say.act[act]}
            </button>
          ))}
          <button
            type="button"
            onClick={() => {
              chosen.value = 'edit';
            }}
          >
            {say.act.edit}
          </button>
          <button type="button" class="quiet danger" onClick={() => void remove()}>
            {say.act.remove}
          </button>
        </p>
      ) : chosen.value === 'edit' ? (
        <MaintenanceEdit view={view} maintenance={maintenance} onDone={done} />
      ) : (
        <MaintenanceAct key={chosen.value} act={chosen.value} view={view} maintenance={maintenance} onDone={done} />
      )}
      <TroubleLine of={trouble} />
      <section aria-labelledby="said">
        <h2 id="said">{say.story}</h2>
        <ol class="story">
          {updates.map((update) => (
            <li key={update.id}>
              <p class="meta">
                <StatusBadge status={update.status} /> {moment(update.at, pageZone)}
              </p>
              <p class="plain">{update.body}</p>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}
