import type { IncidentView, MaintenanceView, PageView, View } from '@pharos/resources/view';
import { html, raw, type Html } from './html.ts';
import { aboutPage, brandLinks, nameWithLogo } from './brand.ts';
import { incidentCard, maintenanceCard, titleOf, type Shown } from './incidents.ts';
import { mainContent, overallTone, overallWords } from './main.ts';
import { subscribeForm, type Asked } from './subscribe.ts';
import { moment, plural, zoneName } from './times.ts';

export interface DocumentOptions {
  /** The one in which it is read; the page's own, if nothing is said. */
  language?: string | undefined;
  /** Folder of the page's style and scripts, e.g. `/assets/1a2b3c`. */
  assets: string;
  /** Where streams and Views are to be had, the nearest first. */
  addresses: string[];
  views: string[];
  /** Set when no upstream answered: how old the copy is. */
  staleMs?: number | undefined;
  /** What stands in the middle, and the View as its script reads it, if they were made already. */
  made?: Made | undefined;
  asked?: Asked | undefined;
  wrong?: string | undefined;
}

/** The parts of a page that are the same for everybody who sees it. */
export interface Made {
  main: Html;
  json: string;
}

export function makeParts(shown: Shown): Made {
  return { main: mainContent(shown), json: inScript(shown.view) };
}

/** The whole page: readable without a script, and with one it follows what happens. */
export function pageDocument(shown: Shown, options: DocumentOptions): string {
  const { view } = shown;
  const { page } = view;
  const made = options.made ?? makeParts(shown);
  const title = `${page.name} status`;
  const language = options.language ?? page.language ?? 'en';
  return shell({
    title: `${overallWords(shown)} · ${title}`,
    description: `${overallWords(shown)}. Live status, incidents and planned maintenance of ${page.name}.`,
    tone: overallTone(shown),
    assets: options.assets,
    language,
    page,
    version: view.version,
    head: html`<link rel="canonical" href="/${page.slug}" />
      <script type="module" src="${options.assets}/page.js"></script>
      ${modules.map((file) => html`<link rel="modulepreload" href="${options.assets}/${file}" />`)}
      <script type="application/json" id="start">
        ${raw(`{"view":${made.json},"addresses":${inScript(options.addresses)},"views":${inScript(options.views)}}`)}
      </script>`,
    body: html`<a class="skip" href="#main">Skip to the status</a>
      <header class="top">
        ${nameWithLogo(page)}
        <a class="button" href="#subscribe">Get updates</a>
      </header>
      <p class="live" id="live" data-state="still">
        <span class="dot" aria-hidden="true"></span><span id="live-words">As of ${moment(view.at, page.timeZone)}</span>
      </p>
      ${options.staleMs !== undefined && staleNote(options.staleMs)}
      <div class="hidden" id="said" role="status" aria-live="polite"></div>
      <main id="main" tabindex="-1">${made.main}</main>
      ${subscribeForm(view, options.asked, options.wrong)}
      <footer>
        ${aboutPage(page, language, (text) => raw(shown.markdown(text)))}
        <p>
          This page is served from several regions at once, so that it stays up when others do not.
          <a href="/p/${page.id}/view.json">As JSON</a>
        </p>
      </footer>`,
  });
}

// The scripts that page.js asks for: told early, so that they come in one round trip.
const modules = [
  'live.js',
  'morph.js',
  'render/html.js',
  'render/words.js',
  'render/times.js',
  'render/components.js',
  'render/incidents.js',
  'render/main.js',
  'render/markdown.js',
  'markdown-bounds.js',
];

function staleNote(staleMs: number): Html {
  const minutes = Math.max(1, Math.round(staleMs / 60_000));
  const age = minutes < 120 ? plural(minutes, 'minute') : plural(Math.round(minutes / 60), 'hour');
  return html`<aside class="stale" id="stale">
    <strong>This is the last good copy, ${age} old.</strong> Our servers cannot be reached just now; the page renews itself as soon as one
    answers.
  </aside>`;
}

/** A page that only says something: a thank you, or that there is nothing here. */
export function messageDocument(
  assets: string,
  title: string,
  words: string,
  link?: { href: string; text: string },
  tone: 'good' | 'minor' = 'good',
): string {
  return shell({
    title,
    description: words,
    tone,
    assets,
    language: 'en',
    head: html`<meta name="robots" content="noindex" />`,
    body: html`<main id="main" class="message">
      <h1>${title}</h1>
      <p>${words}</p>
      ${link && html`<p><a class="button" href="${link.href}">${link.text}</a></p>`}
    </main>`,
  });
}

/** One incident or maintenance from its beginning, for who follows the link to what the page leaves out. */
export function wholeDocument(shown: Shown, item: IncidentView | MaintenanceView, assets: string): string {
  const { page } = shown.view;
  return shell({
    title: `${titleOf(item, shown)} · ${page.name} status`,
    description: `All updates of "${titleOf(item, shown)}", newest first.`,
    tone: overallTone(shown),
    assets,
    language: shown.language ?? page.language ?? 'en',
    page,
    version: shown.view.version,
    head: html`<meta name="robots" content="noindex" />`,
    body: html`<a class="skip" href="#main">Skip to the updates</a>
      <header class="top">
        ${nameWithLogo(page)}
        <a class="button" href="/${page.slug}">Back to the page</a>
      </header>
      <main id="main" tabindex="-1">
        <section aria-labelledby="whole-title">
          <h2 id="whole-title">All updates</h2>
          ${'startsAt' in item ? maintenanceCard(item, shown) : incidentCard(item, shown)}
        </section>
        <p class="zone">Times are in ${zoneName(shown.view.at, page.timeZone)}.</p>
      </main>`,
  });
}

interface Shell {
  title: string;
  description: string;
  tone: string;
  assets: string;
  language: string;
  /** Whose own style it has, and as of which version. */
  page?: PageView;
  version?: string;
  head: Html;
  body: Html;
}

export function shell({ title, description, tone, assets, language, page, version = '', head, body }: Shell): string {
  return html`<!doctype html>
    <html lang="${language}" data-tone="${tone}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <meta name="description" content="${description}" />
        ${page?.favicon ? html`<link rel="icon" href="${page.favicon}" data-own />` : html`<link rel="icon" href="${assets}/icon-${tone}.svg" type="image/svg+xml" />`}
        <link rel="stylesheet" href="${assets}/page.css" />
        ${page && brandLinks(page, version)} ${head}
      </head>
      <body>
        ${body}
      </body>
    </html>`.html;
}

/** JSON that cannot end the element it stands in. */
function inScript(value: View | string[]): string {
  return JSON.stringify(value)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}
