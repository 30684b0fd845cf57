import { formatOf } from './formats.ts';
import { html, type Html } from './html.ts';
import { fill, type Shown } from './shown.ts';

export interface Asked {
  channel: string;
  address: string;
}

const channels = ['email', 'sms', 'webhook'] as const;

/** Works without a script: one field, and which kind of address it holds. What was wrong is said where it was typed. */
export function subscribeForm({ view, words }: Pick<Shown, 'view' | 'words'>, asked?: Asked, wrong?: string): Html {
  const { page, components } = view;
  const say = words.subscribe;
  const chosen = asked?.channel ?? page.channels?.[0] ?? 'email';
  const hasSms = page.smsCountries !== undefined;
  const offered = channels.filter((channel) => (page.channels ?? channels).includes(channel) && (channel !== 'sms' || hasSms));
  if (offered.length === 0) return html``;
  const either = formatOf(Intl.ListFormat, words.tag, { type: 'disjunction' });
  const examples = { email: 'you@example.com', sms: `${page.smsCountries?.[0] ?? ''} 170 1234567`, webhook: 'https://example.com/hook' };
  return html`<section id="subscribe" aria-labelledby="subscribe-title" class="card subscribe">
    <h2 id="subscribe-title">${say.title}</h2>
    <p>${say.lead}</p>
    <form method="post" action="/p/${page.id}/subscribe#subscribe">
      <fieldset class="choices">
        <legend>${say.how}</legend>
        ${offered.map(
          (channel) =>
            html`<label
              ><input type="radio" name="channel" value="${channel}" ${channel === chosen && html`checked`} /><span
                >${say[channel]}</span
              ></label
            >`,
        )}
      </fieldset>
      <div class="field">
        <label for="address">${fill(say.address, { kinds: either.format(offered.map((channel) => say.kinds[channel])) })}</label>
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
          <button type="submit">${say.send}</button>
        </div>
        <p class="help" id="address-help">${fill(say.example, { examples: either.format(offered.map((channel) => examples[channel])) })}</p>
        ${wrong !== undefined && html`<p class="wrong" id="address-wrong" role="alert">${wrong}</p>`}
      </div>
      ${
        components.length > 1 &&
        html`<details>
          <summary>${say.some}</summary>
          <fieldset class="picks">
            <legend>${say.pick}</legend>
            ${components.map(({ id, name }) => html`<label><input type="checkbox" name="component" value="${id}" /> <span dir="auto">${name}</span></label>`)}
          </fieldset>
        </details>`
      }
    </form>
  </section>`;
}
