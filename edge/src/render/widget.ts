import type { PageView } from '@pharos/resources/view';
import { html } from './html.ts';
import { overallWords, titleOfPage } from './main.ts';
import { overallOf } from './overall.ts';
import { shell } from './shell.ts';
import { spokenLanguage, type Shown } from './shown.ts';
import { icon } from './tones.ts';

// So often a frame that stays open looks again, by the script that put it there: a document that renews itself takes readers by surprise.
const lookAgainMs = 60_000;

/** A line for the pages of others, in a frame: what is going on, and the way to the page. */
export function widgetDocument(shown: Shown, origin: string, assets: string): string {
  const { view, words } = shown;
  const { tone } = overallOf(view);
  return shell({
    title: titleOfPage(shown),
    description: overallWords(shown),
    tone,
    assets,
    language: spokenLanguage(shown),
    dir: words.dir,
    page: view.page,
    version: view.version,
    head: html`<meta name="robots" content="noindex" />`,
    body: html`<main class="widget tone-${tone}">
      <h1 class="hidden">${titleOfPage(shown)}</h1>
      <a href="${origin}/${view.page.slug}" target="_top">
        ${icon(tone)} <span dir="auto"><strong>${view.page.name}</strong> ${overallWords(shown)}</span>
      </a>
    </main>`,
  });
}

/** Puts the frame where it stands itself; with `data-show="trouble"` only while something is wrong. */
export function widgetScript({ id, name }: PageView): string {
  // A name is somebody's text: as JSON it is a string whatever stands in it.
  return `(function () {
  var script = document.currentScript;
  var origin = new URL(script.src).origin;
  var query = script.dataset.lang ? '?lang=' + encodeURIComponent(script.dataset.lang) : '';
  var frame = document.createElement('iframe');
  frame.src = origin + '/p/${id}/widget' + query;
  frame.title = ${JSON.stringify(name).replace(/</g, '\\u003c')};
  frame.loading = 'lazy';
  frame.style.cssText = 'border:0;width:100%;max-width:480px;height:56px;color-scheme:normal';
  function put() {
    script.parentNode.insertBefore(frame, script.nextSibling);
    setInterval(function () { frame.src = frame.src; }, ${lookAgainMs});
  }
  if (script.dataset.show !== 'trouble') return put();
  fetch(origin + '/p/${id}/status.json').then(function (answer) { return answer.json(); }).then(function (told) {
    if (told.tone !== 'good') put();
  }).catch(function () {});
})();
`;
}
