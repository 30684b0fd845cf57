import type { PageView } from '@pharos/resources/view';
import { inkOn, isDark, readableOn } from '@pharos/core/colours';
import { palettes, type Scheme } from './palette.ts';
import { html, raw, type Html } from './html.ts';
import { fillHtml, inLanguage, type Shown } from './shown.ts';

/**
 * The style of a page of its own: its colours, as ours are named, each as it is or as little darker or lighter as it takes to be read;
 * and its own rules, in a layer by themselves, which is why they are another file. Undefined: it has none.
 */
export function brandCss(page: PageView, version: string): string | undefined {
  const { css } = page;
  const layers = css ? [`@layer pharos, page;\n@import url("/p/${page.id}/own.css?v=${encodeURIComponent(version)}") layer(page);`] : [];
  const rules = [...layers, ...colourRules(page.colours ?? {})];
  return rules.length === 0 ? undefined : rules.join('\n');
}

function colourRules(said: NonNullable<PageView['colours']>): string[] {
  const [accent, background, text] = [said.accent, said.background, said.text].map((colour) =>
    colour !== undefined && isColour.test(colour) ? colour : undefined,
  );
  if (accent === undefined && background === undefined && text === undefined) return [];
  const rule = (scheme: Scheme) => {
    const ours = palettes[scheme];
    const grounds = [background ?? ours.paper, ours.card];
    const fitted = readableOn(accent ?? ours.accent, grounds);
    const named = {
      // With a ground of its own a page is by night as it is by day.
      ...(background === undefined ? {} : { ...ours, paper: background, soft: readableOn(ours.soft, grounds) }),
      ink: readableOn(text ?? ours.ink, grounds),
      accent: fitted,
      'accent-ink': inkOn(fitted),
    };
    const values = Object.entries(named).map(([name, value]) => `--${name}: ${value};`);
    return `:root:root { ${background === undefined ? '' : `color-scheme: ${scheme}; `}${values.join(' ')} }`;
  };
  if (background !== undefined) return [rule(isDark(background) ? 'dark' : 'light')];
  return [rule('light'), `@media (prefers-color-scheme: dark) { ${rule('dark')} }`];
}

// Of another version, perhaps: what is no colour is left out.
const isColour = /^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/;

export function brandLinks(page: PageView, version: string): Html | false {
  return brandCss(page, version) !== undefined && html`<link rel="stylesheet" href="/p/${page.id}/brand.css?v=${version}" />`;
}

export function nameWithLogo(shown: Pick<Shown, 'view' | 'words'>): Html {
  const { name, slug, logo } = shown.view.page;
  const link = html`<a href="/${slug}" dir="auto"
    >${Boolean(logo) && html`<img class="logo" src="${logo!}" alt="" height="32" /> `}${name}</a
  >`;
  return html`<h1>${fillHtml(shown.words.title, { name: link })}</h1>`;
}

/** What its team wants everybody to read first. */
export function announcement(shown: Shown): Html | false {
  const { words, markdown, view } = shown;
  const said = view.page.announcement;
  return (
    Boolean(said) &&
    html`<aside
      id="announcement"
      class="card announcement prose"
      aria-label="${words.page.announcement}"
      dir="auto"
      ${inLanguage(shown, undefined)}
    >
      ${raw(markdown(said!))}
    </aside>`
  );
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
