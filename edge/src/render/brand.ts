import type { PageView } from '@pharos/resources/view';
import { html, type Html } from './html.ts';

/** The style of a page of its own: its colours, as ours are named, and behind them what it says itself. Undefined: it has none. */
export function brandCss({ colours = {}, css }: PageView): string | undefined {
  const named = { '--accent': colours.accent, '--paper': colours.background, '--ink': colours.text };
  const said = Object.entries(named).flatMap(([name, colour]) =>
    colour !== undefined && isColour.test(colour) ? [`${name}: ${colour};`] : [],
  );
  if (said.length === 0 && !css) return undefined;
  // Said of the root twice: it holds in the dark, too.
  return [...(said.length > 0 ? [`:root:root { ${said.join(' ')} }`] : []), ...(css ? [css] : [])].join('\n');
}

// Of another version, perhaps: what is no colour is left out.
const isColour = /^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/;

export function brandLinks(page: PageView, version: string): Html | false {
  return brandCss(page) !== undefined && html`<link rel="stylesheet" href="/p/${page.id}/brand.css?v=${version}" />`;
}

export function nameWithLogo({ name, slug, logo }: PageView): Html {
  return html`<h1>
    <a href="/${slug}">${Boolean(logo) && html`<img class="logo" src="${logo!}" alt="" height="32" /> `}${name}</a> <span>status</span>
  </h1>`;
}

/** What the page says of itself, where help is, and in which languages it can be read. */
export function aboutPage(page: PageView, language: string, prose: (text: string) => Html): Html | false {
  const { languages = [] } = page;
  const [about, support] = [page.about ?? '', page.support ?? ''];
  const own = page.language ?? 'en';
  const choices = languages.length === 0 ? [] : [own, ...languages.filter((each) => each !== own)];
  if (about === '' && support === '' && choices.length === 0) return false;
  return html`<section id="about" aria-label="About this page">
    ${about !== '' && html`<div class="prose">${prose(about)}</div>`}
    ${support !== '' && html`<p><a href="${support}" rel="noopener">Get help</a></p>`}
    ${
      choices.length > 0 &&
      html`<nav aria-label="Languages">
        <ul class="chips">
          ${choices.map(
            (each) =>
              html`<li class="chip">
                <a href="?lang=${each}" hreflang="${each}" lang="${each}" ${each === language && html`aria-current="true"`}
                  >${nameOf(each)}</a
                >
              </li>`,
          )}
        </ul>
      </nav>`
    }
  </section>`;
}

function nameOf(language: string): string {
  try {
    return new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language;
  } catch {
    return language;
  }
}
