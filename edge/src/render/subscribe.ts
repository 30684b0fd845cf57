import { Channel } from '@pharos/core/channel';
import { addressKinds } from '@pharos/resources/channels/addresses';
import { channelWords } from './channel-words.ts';
import { html, type Html } from './html.ts';
import { fill } from '@pharos/core/fill';
import type { Shown } from './shown.ts';

export interface Asked {
  channel: string;
  address: string;
}

export interface FormOptions {
  asked?: Asked | undefined;
  wrong?: string | undefined;
  /** By which the visitor's browser knows who tells it, and where the script is that asks it. */
  pushKey?: string | undefined;
  assets?: string;
}

/** How a browser helps with an address: which keys a telephone shows, and what it has kept from elsewhere. */
const typing: Partial<Record<Channel, { type: string; autocomplete: string }>> = {
  email: { type: 'email', autocomplete: 'email' },
  sms: { type: 'tel', autocomplete: 'tel' },
};
const typingOfHooks = { type: 'url', autocomplete: 'off' };

/**
 * Works without a script: a choice, and behind each its own field, of which the style shows the one that is chosen. What was wrong is
 * said where it was typed.
 */
export function subscribeForm(
  { view, words, language }: Pick<Shown, 'view' | 'words' | 'language'>,
  { asked, wrong, pushKey, assets }: FormOptions = {},
): Html {
  const { page, components } = view;
  const say = words.subscribe;
  const hasSms = page.smsCountries !== undefined;
  const known: readonly string[] = page.channels ?? Channel.options;
  const isTyped = (channel: Channel) => !addressKinds[channel].isMadeByBrowser && (channel !== 'sms' || hasSms);
  const offered = Channel.options.filter((channel) => known.includes(channel) && isTyped(channel));
  const hasPush = pushKey !== undefined && known.includes('web-push');
  if (offered.length === 0 && !hasPush) return html``;
  const chosen = offered.find((channel) => channel === asked?.channel) ?? offered[0];
  const exampleOf = (channel: Channel) =>
    channel === 'sms' ? `${page.smsCountries?.[0] ?? ''} 170 1234567` : addressKinds[channel].example;

  const field = (channel: Channel) => {
    const { type, autocomplete } = typing[channel] ?? typingOfHooks;
    const fault = channel === chosen ? wrong : undefined;
    const [id, help, wrongId] = [`address-${channel}`, `help-${channel}`, `wrong-${channel}`];
    return html`<div class="field">
      <label for="${id}">${fill(say.address, { kinds: channelWords(channel, words).kind })}</label>
      <input
        id="${id}"
        name="${id}"
        type="${type}"
        maxlength="2000"
        autocomplete="${autocomplete}"
        spellcheck="false"
        autocapitalize="none"
        value="${channel === chosen && asked ? asked.address : ''}"
        ${fault !== undefined && html`aria-invalid="true" autofocus`}
        aria-describedby="${help}${fault !== undefined && ` ${wrongId}`}"
      />
      <p class="help" id="${help}">${fill(say.example, { examples: exampleOf(channel) })}</p>
      ${fault !== undefined && html`<p class="wrong" id="${wrongId}" role="alert">${fault}</p>`}
    </div>`;
  };

  return html`<section id="subscribe" aria-labelledby="subscribe-title" class="card subscribe">
    <h2 id="subscribe-title">${say.title}</h2>
    <p>${say.lead}</p>
    ${
      offered.length > 0 &&
      html`<form method="post" action="/p/${page.id}/subscribe?lang=${language}#subscribe" novalidate>
        <fieldset class="choices">
          <legend>${say.how}</legend>
          ${offered.map(
            (channel) =>
              html`<div class="choice">
                <label
                  ><input type="radio" name="channel" value="${channel}" ${channel === chosen && html`checked`} /><span
                    >${channelWords(channel, words).name}</span
                  ></label
                >
                ${field(channel)}
              </div>`,
          )}
        </fieldset>
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
        <button type="submit">${say.send}</button>
      </form>`
    }
    ${hasPush && pushButton(page.id, pushKey, { words, assets })}
  </section>`;
}

/** Seen only where a script finds that the browser can be told while the page is closed. It asks the browser, and the form's own address. */
function pushButton(page: string, key: string, { words, assets = '' }: Pick<Shown, 'words'> & Pick<FormOptions, 'assets'>): Html {
  const { offer, stop, done, stopped, refused, failed } = words.subscribe.push;
  return html`<div
      id="push"
      class="push"
      hidden
      data-page="${page}"
      data-key="${key}"
      data-offer="${offer}"
      data-stop="${stop}"
      data-done="${done}"
      data-stopped="${stopped}"
      data-refused="${refused}"
      data-failed="${failed}"
    >
      <button type="button" class="button quiet">${offer}</button>
      <p class="help" role="status"></p>
    </div>
    <script type="module" src="${assets}/push.js"></script>`;
}
