import type { PageView } from '@pharos/resources/view';
import { html, raw, type Html } from './html.ts';
import { fillHtml, inLanguage, type Shown } from './shown.ts';

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

export function nameWithLogo(shown: Pick<Shown, 'view' | 'words'>): Html {
  const { name, slug, logo } = shown.view.page;
  const link = html`<a href="/${slug}" dir="auto">${Boolean(logo) && html`<img class="logo" src="${logo!}" alt="" height="32" /> `}${name}</a>`;
  return html`<h1>${fillHtml(shown.words.title, { name: link })}</h1>`;
}

/** What the page says of itself, where help is, and in which languages it can be read. */
export function aboutPage(shown: Shown, languages: string[]): Html {
  const { words, markdown } = shown;
  const { about, support } = shown.view.page;
  return html`<section id="about" aria-label="${words.page.about}">
    ${Boolean(about) && html`<div class="prose" dir="auto" ${inLanguage(shown, undefined)}>${raw(markdown(about!))}</div>`}
    ${Boolean(support) && html`<p><a href="${support!}" rel="noopener">${words.page.help}</a></p>`}
    ${languages.length > 1 && languageChoice(languages, shown)}
  </section>`;
}

function languageChoice(languages: string[], { language, words }: Shown): Html {
  return html`<nav aria-label="${words.page.language}">
    <ul class="languages">
      ${languages.map(
        (each) =>
          html`<li>
            <a href="?lang=${each}" hreflang="${each}" lang="${each}" rel="nofollow" ${each === language && html`aria-current="true"`}
              >${nameOf(each)}</a
            >
          </li>`,
      )}
    </ul>
  </nav>`;
}

function nameOf(language: string): string {
  try {
    return new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language;
  } catch {
    return language;
  }
}
