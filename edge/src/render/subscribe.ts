import type { View } from '@pharos/resources/view';
import { html, type Html } from './html.ts';

export interface Asked {
  channel: string;
  address: string;
}

const channels = [
  { channel: 'email', label: 'Email' },
  { channel: 'sms', label: 'SMS' },
  { channel: 'webhook', label: 'Webhook' },
] as const;

/** Works without a script: one field, and which kind of address it holds. What was wrong is said where it was typed. */
export function subscribeForm({ page, components }: View, asked?: Asked, wrong?: string): Html {
  const chosen = asked?.channel ?? page.channels?.[0] ?? 'email';
  const hasSms = page.smsCountries !== undefined;
  const allowed = page.channels ?? channels.map(({ channel }) => channel);
  const offered = channels.filter(({ channel }) => allowed.includes(channel) && (channel !== 'sms' || hasSms));
  if (offered.length === 0) return html``;
  return html`<section id="subscribe" aria-labelledby="subscribe-title" class="card subscribe">
    <h2 id="subscribe-title">Get updates</h2>
    <p>Be told when something breaks, and when it is fixed. You can leave with one click.</p>
    <form method="post" action="/p/${page.id}/subscribe#subscribe">
      <fieldset class="choices">
        <legend>How</legend>
        ${offered.map(
          ({ channel, label }) =>
            html`<label
              ><input type="radio" name="channel" value="${channel}" ${channel === chosen && html`checked`} /><span>${label}</span></label
            >`,
        )}
      </fieldset>
      <div class="field">
        <label for="address">Your email address${hasSms && ', phone number'} or webhook address</label>
        <div class="row">
          <input
            id="address"
            name="address"
            required
            maxlength="2000"
            autocomplete="email"
            spellcheck="false"
            autocapitalize="none"
            value="${asked?.address ?? ''}"
            ${wrong !== undefined && html`aria-invalid="true" autofocus`}
            aria-describedby="address-help${wrong !== undefined && ' address-wrong'}"
          />
          <button type="submit">Subscribe</button>
        </div>
        <p class="help" id="address-help">
          For example you@example.com${hasSms && `, ${page.smsCountries![0]!} 170 1234567`} or https://example.com/hook
        </p>
        ${wrong !== undefined && html`<p class="wrong" id="address-wrong" role="alert">${wrong}</p>`}
      </div>
      ${
        components.length > 1 &&
        html`<details>
          <summary>Only some components</summary>
          <fieldset class="picks">
            <legend>Tell me about these; none chosen means all</legend>
            ${components.map(({ id, name }) => html`<label><input type="checkbox" name="component" value="${id}" /> <span>${name}</span></label>`)}
          </fieldset>
        </details>`
      }
    </form>
  </section>`;
}
