import { usualEmbed } from '@pharos/resources/statuspage/embed';
import type { PageView } from '@pharos/resources/view';
import { html } from './html.ts';
import { titleOf } from './incidents.ts';
import { spokenLanguage, type Shown } from './shown.ts';

/*
 * What Statuspage calls its embed: a script that puts a frame in a corner of somebody's page, which shows itself only while something is
 * wrong or maintenance is under way. Frame and script talk as theirs do: `showFrame` and `dismissFrame`.
 */

const [width, height] = [320, 115];
// A screen that is narrower has no corner to spare.
const narrow = 450;

const corners: Record<string, string> = {
  'top-left': 'top:24px;left:24px;',
  'top-right': 'top:24px;right:24px;',
  'bottom-left': 'bottom:24px;left:24px;',
  'bottom-right': 'bottom:24px;right:24px;',
};

export function embedScript({ name, embed }: PageView): string {
  const corner = corners[embed?.position ?? usualEmbed.position] ?? corners[usualEmbed.position]!;
  return `(function () {
  var script = document.currentScript || document.querySelector('script[src*="/embed/script.js"]');
  var isMobile = screen.width < ${narrow};
  var frame = document.createElement('iframe');
  frame.src = new URL('frame', script.src).href + (isMobile ? '?mobile=true' : '');
  frame.title = ${JSON.stringify(name).replace(/</g, '\\u003c')};
  frame.style.cssText = 'border:0;position:fixed;z-index:9999;color-scheme:normal;display:none;height:${height}px;'
    + (isMobile ? 'bottom:0;left:0;right:0;width:100%' : '${corner}width:${width}px;box-shadow:0 6px 24px rgba(0,0,0,.24)');
  addEventListener('message', function (event) {
    if (event.source !== frame.contentWindow || !event.data) return;
    if (event.data.action === 'showFrame') frame.style.display = 'block';
    if (event.data.action === 'dismissFrame') frame.style.display = 'none';
  });
  function put() { document.body.appendChild(frame); }
  if (document.body) put(); else addEventListener('DOMContentLoaded', put);
})();
`;
}

/** Hidden, it says nothing: the script beside it tells the page around it when there is something to say. */
export function embedFrame(shown: Shown, at: string): string {
  const { view, words } = shown;
  const incident = view.incidents.find(({ status }) => status !== 'resolved');
  const maintenance = view.maintenances.find(({ status }) => status === 'in_progress' || status === 'verifying');
  const item = incident ?? maintenance;
  const kind = incident ? 'incident' : 'maintenance';
  return html`<!doctype html>
    <html lang="${spokenLanguage(shown)}" dir="${words.dir}">
      <head>
        <meta charset="utf-8" />
        <meta name="robots" content="noindex" />
        <title>${view.page.name}</title>
        <link rel="stylesheet" href="${at}/embed/frame.css" />
        <script src="${at}/embed/frame.js" defer></script>
      </head>
      <body class="${kind}" ${item ? html`data-show` : false}>
        ${
          item &&
          html`<p><strong dir="auto">${titleOf(item, shown)}</strong><br />${words.update[item.status]}</p>
            <p>
              <a href="${at}/${incident ? 'incidents' : 'maintenances'}/${item.id}" target="_blank" rel="noopener">${view.page.name}</a>
            </p>
            <button type="button" aria-label="${words.page.close}">×</button>`
        }
      </body>
    </html>`.html;
}

export const embedFrameScript = `(function () {
  function say(action) { parent.postMessage({ action: action }, '*'); }
  if (document.body.dataset.show !== undefined) say('showFrame');
  var close = document.querySelector('button');
  if (close) close.addEventListener('click', function () { say('dismissFrame'); });
})();
`;

// What is no colour, because another version wrote it, is as it is where nobody has said anything.
const colour = /^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/;

export function embedFrameStyle({ embed = {} }: PageView): string {
  const of = (name: keyof typeof usualEmbed) => (colour.test(embed[name] ?? '') ? embed[name]! : usualEmbed[name]);
  return `html{font:14px/1.4 system-ui,sans-serif}
body{margin:0;padding:14px 40px 14px 16px;box-sizing:border-box;height:${height}px;overflow:hidden}
p{margin:0 0 6px}
a{color:inherit}
button{position:absolute;top:6px;right:6px;width:28px;height:28px;border:0;background:none;color:inherit;font-size:20px;cursor:pointer}
.incident{background:${of('incidentBackground')};color:${of('incidentText')}}
.maintenance{background:${of('maintenanceBackground')};color:${of('maintenanceText')}}
`;
}

/** `new StatusPage.page({ page: code }).summary({ success, error })`: the library that Statuspage gives its customers. */
export const statuspageLibrary = `(function () {
  var script = document.currentScript;
  var origin = script ? new URL(script.src).origin : location.origin;
  function Page(options) {
    var base = origin + '/pages/' + encodeURIComponent(options.page) + '/api/v2/';
    function reader(name) {
      return function (asked) {
        var how = asked || {};
        var filter = how.filter ? '/' + encodeURIComponent(how.filter) : '';
        fetch(base + name + filter + '.json')
          .then(function (answer) {
            if (!answer.ok) throw new Error(String(answer.status));
            return answer.json();
          })
          .then(how.success || function () {}, how.error || function () {});
      };
    }
    this.summary = reader('summary');
    this.status = reader('status');
    this.components = reader('components');
    this.incidents = reader('incidents');
    this.scheduled_maintenances = reader('scheduled-maintenances');
  }
  window.StatusPage = window.StatusPage || {};
  window.StatusPage.page = Page;
})();
`;
