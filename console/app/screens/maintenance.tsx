import { useSignal } from '@preact/signals';
import type { Answer } from '../api/api.ts';
import { useConsole } from '../console.ts';
import { dayName, monthName, ownZone, span, weekdays } from '../parts/ago.ts';
import { Head } from '../parts/head.tsx';
import { Link } from '../parts/link.tsx';
import { Here, useLoaded } from '../parts/loaded.tsx';
import { MaintenanceBadge } from '../parts/maintenance-badge.tsx';
import { useMore } from '../parts/more-words.ts';
import { byDay, inMonth, monthAt, plusMonths, weeksOf } from '../state/month.ts';
import type { FarGiven } from './far.tsx';
import { MaintenanceDetail } from './maintenance-detail.tsx';
import { planName, PlanMaintenance } from './plan-maintenance.tsx';

export type Maintenance = Answer<'GET /v1/pages/{page}/maintenances'>['items'][number];

// The API gives so many at once; what was planned before the last thousand, nobody looks up in a calendar.
const sliceMax = 100;
const allMax = 1_000;

/** The calendar; one that is planned; one maintenance. */
export function MaintenanceScreen({ view, page, thing }: FarGiven) {
  if (thing?.startsWith('new')) return <PlanMaintenance view={view} date={thing.slice('new-'.length) || undefined} />;
  if (thing !== undefined) return <MaintenanceDetail key={thing} view={view} id={thing} />;
  return <Calendar view={view} page={page} />;
}

function Calendar({ view, page: { id: page } }: Pick<FarGiven, 'view' | 'page'>) {
  const { api, clock, keeper } = useConsole();
  const say = useMore().maintenance;
  const zone = ownZone();
  const month = useSignal(monthAt(clock.peek(), zone));
  // Another version of the page may be another plan.
  const loaded = useLoaded(async () => {
    const all: Maintenance[] = [];
    let after: string | undefined;
    do {
      const query = { limit: sliceMax, ...(after !== undefined && { after }) };
      const { value } = await api.ask('GET /v1/pages/{page}/maintenances', { path: { page }, query });
      all.push(...value.items);
      after = value.next ?? undefined;
    } while (after !== undefined && all.length < allMax);
    return all;
  }, [page, view.version]);
  return (
    <main>
      <Head title={say.title} hint={say.hint}>
        <Link to={{ page, screen: 'maintenance', thing: 'new' }} class="button first">
          {keeper.has(planName(page)) ? say.planGoOn : say.plan}
        </Link>
      </Head>
      <div class="months">
        <button type="button" aria-label={say.before} onClick={() => void (month.value = plusMonths(month.peek(), -1))}>
          ‹
        </button>
        <h2 aria-live="polite">{monthName(month.value)}</h2>
        <button type="button" aria-label={say.after} onClick={() => void (month.value = plusMonths(month.peek(), 1))}>
          ›
        </button>
        <button type="button" class="quiet" onClick={() => void (month.value = monthAt(clock.peek(), zone))}>
          {say.today}
        </button>
        <span class="soft">{view.page.timeZone === zone ? say.zone(zone) : say.zones(zone, view.page.timeZone)}</span>
      </div>
      <Here is={loaded}>
        {(all) => (
          <>
            <Month page={page} month={month.value} all={all} zone={zone} />
            <List page={page} month={month.value} all={all} zone={zone} pageZone={view.page.timeZone} />
          </>
        )}
      </Here>
    </main>
  );
}

interface MonthGiven {
  page: string;
  month: string;
  all: Maintenance[];
  zone: string;
}

/** Where there is room for it; a phone has the list below. */
function Month({ page, month, all, zone }: MonthGiven) {
  const { clock } = useConsole();
  const say = useMore().maintenance;
  const days = byDay(all, zone);
  const today = new Date(clock.value).toLocaleDateString('sv', { timeZone: zone });
  const [sunday, ...others] = weekdays('short');
  return (
    <table class="month" aria-label={say.calendar}>
      <thead>
        <tr>
          {[...others, sunday!].map((day) => (
            <th key={day} scope="col">
              {day}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(month).map((week) => (
          <tr key={week[0]}>
            {week.map((date) => (
              <td key={date} class={date.startsWith(month) ? (date === today ? 'today' : '') : 'outside'}>
                <Link to={{ page, screen: 'maintenance', thing: `new-${date}` }} class="day">
                  <span aria-hidden="true">{Number(date.slice(8))}</span>
                  <span class="unseen">{say.planOn(dayName(date))}</span>
                </Link>
                {(days.get(date) ?? []).map((each) => (
                  <Link
                    key={each.id}
                    to={{ page, screen: 'maintenance', thing: each.id }}
                    class={`entry ${each.cancelled ? 'off' : each.status}`}
                  >
                    {each.title}
                  </Link>
                ))}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function List({ page, month, all, zone, pageZone }: MonthGiven & { pageZone: string }) {
  const say = useMore().maintenance;
  const listed = inMonth(all, month, zone).sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1));
  return (
    <section aria-labelledby="in-month">
      <h2 id="in-month">{say.inMonth(monthName(month))}</h2>
      {listed.length === 0 ? (
        <p class="empty">{all.length === 0 ? say.noneAtAll : say.none}</p>
      ) : (
        <ul class="cards">
          {listed.map((each) => (
            <li key={each.id} class="card">
              <h3>
                <Link to={{ page, screen: 'maintenance', thing: each.id }}>{each.title}</Link>
              </h3>
              <p class="meta">
                <MaintenanceBadge of={each} /> {span(each.startsAt, each.endsAt, zone)}
                {pageZone !== zone && ` (${span(each.startsAt, each.endsAt, pageZone)} ${pageZone})`}
                {each.recurrence !== undefined && ` · ${say.again}`}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
