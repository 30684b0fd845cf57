import { useSignal } from '@preact/signals';
import { useConsole } from '../console.ts';
import { progressOf, readToldOf, toSubscriber, type DeliveryState, type Notice } from '../state/deliveries.ts';
import { ago, moment } from './ago.ts';
import { Choose } from './choose.tsx';
import { DeliveryRow } from './delivery-row.tsx';
import { Link } from './link.tsx';
import { Here } from './loaded.tsx';
import { useMore } from './more-words.ts';
import { More, useSlices } from './slices.tsx';
import { StatusBadge, type AnyStatus } from './status-badge.tsx';

interface Given {
  page: string;
  zone: string;
  notice: Notice;
  isOfOne: boolean;
}

// What was given up is what somebody looks for.
const states: DeliveryState[] = ['dead', 'failed', 'unknown', 'pending', 'sending', 'accepted', 'delivered', 'suppressed'];

/** An update that was told: how many have it by now, and to whom it went. */
export function NoticeRow({ page, zone, notice, isOfOne }: Given) {
  const { clock, words } = useConsole();
  const say = useMore().deliveries;
  const isOpen = useSignal(false);
  const { title, thing, type, status, at, total, isExpanded, isCapped, trouble, region } = notice;
  const { there, waiting, missed, kept } = progressOf(notice);
  const number = new Intl.NumberFormat();
  const name = title ?? say.question;
  return (
    <li class="card">
      {!isOfOne && <h2>{thing === null ? name : <Link to={{ page, screen: 'deliveries', thing }}>{name}</Link>}</h2>}
      <p class="meta">
        {status !== null && status in words.status && <StatusBadge status={status as AnyStatus} />} {moment(at, zone)} ·{' '}
        {ago(at, clock.value)} · {say.by(region.name)}
      </p>
      <p>
        <strong>
          {say.told(number.format(there), isCapped ? say.more(number.format(there + waiting + missed + kept - 1)) : number.format(total))}
        </strong>
        {!isExpanded && ` · ${say.expanding}`}
        {waiting > 0 && ` · ${say.waiting(number.format(waiting))}`}
        {kept > 0 && ` · ${say.held(number.format(kept))}`}
        {missed > 0 && <span class="wrong"> · {say.missed(number.format(missed))}</span>}
      </p>
      {trouble !== null && <p class="wrong">{say.aside}</p>}
      <p class="actions">
        <button
          type="button"
          class="quiet"
          aria-expanded={isOpen.value}
          aria-label={isOpen.value ? undefined : say.showOf(name)}
          onClick={() => {
            isOpen.value = !isOpen.peek();
          }}
        >
          {isOpen.value ? say.hide : say.show}
        </button>
        {type === 'incident' && thing !== null && (
          <Link class="quiet" to={{ page, screen: 'incident', thing }}>
            {words.posted.show}
          </Link>
        )}
      </p>
      {isOpen.value && <ToWhom page={page} zone={zone} notice={notice} />}
    </li>
  );
}

function ToWhom({ page, zone, notice }: Omit<Given, 'isOfOne'>) {
  const { api } = useConsole();
  const say = useMore().deliveries;
  const state = useSignal<DeliveryState | ''>('');
  const list = useSlices((after) => readToldOf(api, page, notice, state.peek(), after), [state.value]);
  return (
    <>
      <Choose
        id={`state-of-${notice.id}`}
        label={say.state}
        of={state}
        options={[['', say.any] as const, ...states.map((each) => [each, say.states[each]] as const)]}
      />
      <Here is={list}>
        {(items) => (
          <>
            {items.length === 0 && <p class="empty">{say.noneSo}</p>}
            <ul class="cards tight">
              {items.map((each) => (
                <DeliveryRow key={each.id} delivery={each} zone={zone} title={each.address} about={moment(each.updatedAt, zone)} />
              ))}
            </ul>
            <More of={list} label={say.older} />
          </>
        )}
      </Here>
    </>
  );
}

/** The way to what a subscriber was told. */
export function ToldLink({ page, subscription, label }: { page: string; subscription: string; label: string }) {
  return <Link to={{ page, screen: 'deliveries', thing: `${toSubscriber}${subscription}` }}>{label}</Link>;
}
