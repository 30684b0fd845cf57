import { useConsole } from '../console.ts';
import { ago } from '../parts/ago.ts';
import { Promised } from '../parts/next-update.tsx';
import { Scheduled } from '../parts/scheduled.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { isDue } from '../state/promise.ts';
import { withPreset } from '../state/suggest.ts';
import { lastTold } from '../state/updates.ts';
import type { View } from '../state/watch.ts';

/** How it stands: what is open and what comes next, and the way to the first post of something new. */
export function NowScreen({ view }: { view: View }) {
  const { words, places, drafts } = useConsole();
  const say = words.now;
  const page = view.page.id;
  const open = view.incidents.filter(({ status }) => status !== 'resolved');
  const begin = () => places.go({ page, screen: 'new' });
  return (
    <main>
      <h1 class={`overall ${view.status.indicator}`}>{words.overall[view.status.indicator]}</h1>
      <p>
        <button class="first" onClick={begin}>
          {drafts.isBegun(page, 'new') ? say.goOn : say.begin}
        </button>
      </p>
      <section aria-labelledby="open-incidents">
        <h2 id="open-incidents">{say.openIncidents}</h2>
        {open.length === 0 ? (
          <p class="empty">
            {say.noIncidents} <span class="soft">{say.noIncidentsHint}</span>
          </p>
        ) : (
          <ul class="cards">
            {open.map((incident) => (
              <IncidentCard key={incident.id} page={page} incident={incident} />
            ))}
          </ul>
        )}
      </section>
      <Scheduled view={view} />
    </main>
  );
}

function IncidentCard({ page, incident }: { page: string; incident: View['incidents'][number] }) {
  const { words, places, drafts, clock } = useConsole();
  const { id, title, status, conflict } = incident;
  const last = lastTold(incident);
  const isWaitedFor = isDue(incident, last, clock.value);
  const open = () => places.go({ page, screen: 'incident', thing: id });
  const resolve = () => {
    const draft = drafts.open(page, id, { status }).peek();
    drafts.change(page, id, { status: 'resolved', ...withPreset(draft, 'resolved', words) });
    open();
  };
  return (
    <li class="card">
      <h3>
        <a
          href={`/console/${page}/incidents/${id}`}
          onClick={(event) => {
            event.preventDefault();
            open();
          }}
        >
          {title}
        </a>
      </h3>
      <p class="meta">
        <StatusBadge status={status} /> <span class={isWaitedFor ? 'due' : 'soft'}>{words.now.lastUpdate(ago(last, clock.value))}</span>
        <Promised nextUpdateAt={incident.nextUpdateAt} />
        {isWaitedFor && !incident.nextUpdateAt && <span class="due"> · {words.now.due}</span>}
      </p>
      {conflict && <p class="conflict">{words.now.conflict}</p>}
      <p class="actions">
        <button type="button" onClick={open}>
          {words.now.update}
        </button>
        <button type="button" class="quiet" onClick={resolve}>
          {words.now.resolve}
        </button>
      </p>
    </li>
  );
}
