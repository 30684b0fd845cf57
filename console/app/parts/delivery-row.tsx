import { useConsole } from '../console.ts';
import type { Delivery, DeliveryState } from '../state/deliveries.ts';
import { ago, moment } from './ago.ts';
import { useMore } from './more-words.ts';

const tones: Record<DeliveryState, string> = {
  pending: 'maintenance',
  sending: 'maintenance',
  accepted: 'good',
  delivered: 'good',
  unknown: 'minor',
  suppressed: 'quiet',
  failed: 'critical',
  dead: 'critical',
};

/** One delivery: what came of it, and of each call of a provider. */
export function DeliveryRow({ delivery, zone, title, about }: { delivery: Delivery; zone: string; title: string; about: string }) {
  const { clock } = useConsole();
  const { deliveries: say, subscribers } = useMore();
  const { channel, state, provider, error, code, nextAt, attempts } = delivery;
  return (
    <li class="card">
      <strong>{title}</strong> <span class={`badge ${tones[state]}`}>{say.states[state]}</span>
      <p class="meta">
        {subscribers.channels[channel]} · {about}
        {provider !== null && ` · ${say.via(provider)}`}
        {error !== null && ` · ${error}${code === null ? '' : ` ${code}`}`}
        {nextAt !== null && ` · ${say.next(ago(nextAt, clock.value))}`}
      </p>
      {attempts.length > 0 && (
        <details>
          <summary>{say.attempts(attempts.length)}</summary>
          <ol class="attempts" reversed>
            {attempts.map((each) => (
              <li key={`${each.attempt} ${each.at}`}>
                {moment(each.at, zone)} · {each.provider} · {each.outcome}
                {each.code !== null && each.code !== '' && ` ${each.code}`} · {say.took(each.tookMs.toLocaleString())}
              </li>
            ))}
          </ol>
        </details>
      )}
    </li>
  );
}
