import { aboutPage, announcement, nameWithLogo } from './brand.ts';
import { html, raw, type Html } from './html.ts';
import { feedLinks, feedList } from './feed-links.ts';
import { mainContent, overallWords, titleOfPage } from './main.ts';
import { overallOf } from './overall.ts';
import { inScript, shell } from './shell.ts';
import { fill } from '@pharos/core/fill';
import { fillHtml, spokenLanguage, type Copied, type Shown } from './shown.ts';
import { subscribeForm, type Asked } from './subscribe.ts';
import { age, moment, writingOf } from './times.ts';

export interface DocumentOptions {
  /** In which it may be read. */
  languages: string[];
  /** Folder of the page's style and scripts, e.g. `/assets/1a2b3c`. */
  assets: string;
  /** The page's own address, where it is known in full. */
  origin?: string | undefined;
  /** Where streams and Views are to be had, the nearest first. */
  addresses: string[];
  views: string[];
  /** Set when no upstream answered: how old the copy is. */
  staleMs?: number | undefined;
  /** What stands in the middle, and the View as its script reads it, if they were made already. */
  made?: Made | undefined;
  /** By which the visitor's browser knows who tells it; none: it is not asked. */
  pushKey?: string | undefined;
  asked?: Asked | undefined;
  wrong?: string | undefined;
}

/** The parts of a page that are the same for everybody who sees it: what stands in the middle, and what its script begins with. */
export interface Made {
  main: Html;
  json: Html;
}

export function makeParts(shown: Copied): Made {
  // The script draws no days: the history is no part of what it follows.
  const { history: _days, ...view } = shown.view;
  // Nor does it say what stands around the middle.
  const {
    days: _bars,
    metrics: _graphs,
    subscribe: _form,
    feeds: _feeds,
    stale: _old,
    lost: _lost,
    locked: _locked,
    ...words
  } = shown.words;
  return { main: mainContent(shown), json: raw(`"view":${inScript(view).html},"words":${inScript(words).html}`) };
}

/** The whole page: readable without a script, and with one it follows what happens. */
export function pageDocument(shown: Copied, options: DocumentOptions): string {
  const { view, words } = shown;
  const { page } = view;
  const { assets } = options;
  const made = options.made ?? makeParts(shown);
  const language = spokenLanguage(shown);
  const overall = overallWords(shown);
  return shell({
    title: `${overall} · ${titleOfPage(shown)}`,
    description: fill(words.page.description, { overall, name: page.name }),
    tone: overallOf(view).tone,
    assets,
    language,
    dir: words.dir,
    page,
    version: view.version,
    head: html`${feedLinks(shown, options.origin)}
      <script type="module" src="${assets}/page.js"></script>
      <script type="application/json" id="start">
        ${raw(`{${made.json.html},"addresses":${inScript(options.addresses).html},"views":${inScript(options.views).html},"language":${inScript(shown.language).html}}`)}
      </script>`,
    body: html`<a class="skip" href="#main">${words.page.skip}</a>
      <header>
        <div class="top">
          ${nameWithLogo(shown)}
          <a class="button" href="#subscribe">${words.subscribe.title}</a>
        </div>
        <p class="live" id="live" data-state="still">
          <span class="dot" aria-hidden="true"></span
          ><span id="live-words">${fillHtml(words.live.asOf, { time: moment(view.at, writingOf(shown)) })}</span>
        </p>
        ${options.staleMs !== undefined && staleNote(options.staleMs, shown)}
        <button type="button" class="news" id="news" hidden>${words.live.news}</button>
        <div id="announced" aria-live="polite">${announcement(shown)}</div>
      </header>
      <div class="hidden" id="said" role="status" aria-live="polite"></div>
      <main id="main" tabindex="-1">${made.main}</main>
      ${subscribeForm(shown, options)}
      <footer>
        ${feedList(shown)} ${aboutPage(shown, options.languages)}
        <p>${words.page.served} ${words.page.accessible}</p>
      </footer>`,
  });
}

function staleNote(staleMs: number, { words }: Shown): Html {
  return html`<p class="stale" id="stale">
    <strong>${fill(words.stale.title, { age: age(staleMs, words.tag) })}</strong> ${words.stale.text}
  </p>`;
}
