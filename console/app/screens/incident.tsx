import { useConsole } from '../console.ts';
import { moment } from '../parts/ago.ts';
import { TroubleLine, useAttempts } from '../parts/attempt.tsx';
import { Composer } from '../parts/composer.tsx';
import { Promised } from '../parts/next-update.tsx';
import { Present } from '../parts/present.tsx';
import { Scheduled } from '../parts/scheduled.tsx';
import { Link } from '../parts/link.tsx';
import { Story } from '../parts/story.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import type { IncidentStatus } from '../state/drafts.ts';
import { isAdmin, roleOn } from '../state/role.ts';
import { saidApart } from '../state/updates.ts';
import type { View } from '../state/watch.ts';

/** One incident: what was said, and the next thing to say. */
export function IncidentScreen({ view, id }: { view: View; id: string }) {
  const { words, places, api, session, pages } = useConsole();
  const { trouble, attempt } = useAttempts();
  const page = view.page.id;
  const [account, row] = [session.account.value, pages.all.value?.find((each) => each.id === page)];
  const role = account && row ? roleOn(account, row) : undefined;
  const back = () => places.go({ page, screen: 'now' });
  const incident = view.incidents.find((each) => each.id === id);
  if (!incident) {
    return (
      <main>
        <p class="empty">{words.incident.gone}</p>
        <button onClick={back}>{words.incident.back}</button>
      </main>
    );
  }
  const remove = async () => {
    if (!window.confirm(words.incident.removeIncidentSure)) return;
    const isDone = await attempt(() => api.ask('DELETE /v1/pages/{page}/incidents/{incident}', { path: { page, incident: id } }));
    if (isDone) back();
  };
  const { title, status, startedAt, resolvedAt, conflict } = incident;
  return (
    <main>
      <p>
        <button class="quiet" onClick={back}>
          ← {words.incident.back}
        </button>
      </p>
      <h1>{title}</h1>
      <p class="meta">
        <StatusBadge status={status} /> {words.incident.began} {moment(startedAt, view.page.timeZone)}
        {resolvedAt !== null && ` · ${words.incident.ended} ${moment(resolvedAt, view.page.timeZone)}`}
        <Promised nextUpdateAt={incident.nextUpdateAt} />
      </p>
      <Present page={page} thing={id} about={id} />
      {conflict && <Conflict view={view} incident={incident} />}
      <section aria-labelledby="next-update">
        <h2 id="next-update">{words.incident.newUpdate}</h2>
        <Composer view={view} incident={incident} onPublished={() => window.scrollTo(0, 0)} />
      </section>
      <Scheduled view={view} incident={id} />
      <Story view={view} incident={incident} />
      {isAdmin(role) && (
        <p>
          <Link to={{ page, screen: 'deliveries', thing: id }}>{words.incident.told}</Link>
        </p>
      )}
      <p>
        <button class="quiet danger" onClick={() => void remove()}>
          {words.incident.removeIncident}
        </button>
      </p>
      <TroubleLine of={trouble} />
    </main>
  );
}

/** What was said out of touch, side by side, and the one action that settles it. */
function Conflict({ view, incident }: { view: View; incident: View['incidents'][number] }) {
  const { words, drafts } = useConsole();
  const page = view.page.id;
  const latest = saidApart(incident.updates);
  const settle = (status: IncidentStatus, body: string) => {
    drafts.change(page, incident.id, { status, body });
    document.getElementById('post-body')?.focus();
  };
  return (
    <section class="conflict" aria-labelledby="conflict">
      <h2 id="conflict">{words.incident.conflictTitle}</h2>
      <p>{words.incident.conflictText}</p>
      <div class="beside">
        {latest.map(({ id, status, body, at }) => (
          <article key={id}>
            <p class="meta">
              <StatusBadge status={status} /> {moment(at, view.page.timeZone)}
            </p>
            <p class="plain">{body}</p>
            <button type="button" onClick={() => settle(status as IncidentStatus, body)}>
              {words.incident.conflictHolds(words.status[status])}
            </button>
          </article>
        ))}
      </div>
    </section>
  );
}
