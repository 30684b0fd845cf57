import { escapeHtml } from '@pharos/core/markdown-bounds';
import type { LinkWords, Words } from '../words/words.ts';

/** With a button it asks: opening a link does nothing, because scanners of mail open all of them. */
export interface LinkPage extends LinkWords {
  status?: number;
}

const style = `
:root{color-scheme:light dark;--ground:#f3f4f6;--card:#fff;--ink:#111827;--soft:#4b5563;--act:#1d4ed8}
@media (prefers-color-scheme:dark){:root{--ground:#0b1220;--card:#161f30;--ink:#f3f4f6;--soft:#b6c0cf;--act:#60a5fa}button{color:#0b1220!important}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:16px;background:var(--ground);color:var(--ink);font:17px/1.55 system-ui,sans-serif}
main{max-width:30rem;background:var(--card);border-radius:14px;padding:32px;box-shadow:0 1px 3px rgb(0 0 0/.15)}
h1{margin:0 0 8px;font-size:1.4rem;line-height:1.3}p{margin:0 0 20px;color:var(--soft)}p:last-child{margin:0}
button{font:inherit;font-weight:600;padding:12px 22px;border:0;border-radius:10px;background:var(--act);color:#fff;cursor:pointer}
button:focus-visible{outline:3px solid var(--ink);outline-offset:2px}`;

/** One small page without a script, for one question or one answer. */
export function linkPage({ tag, dir }: Pick<Words, 'tag' | 'dir'>, { title, text, button, status = 200 }: LinkPage): Response {
  const form = button ? `<form method="post"><button>${escapeHtml(button)}</button></form>` : '';
  const html = `<!doctype html><html lang="${tag}" dir="${dir}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><main><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>${form}</main></body></html>`;
  return new Response(html, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer', // the address of this page is a key
      'x-content-type-options': 'nosniff',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    },
  });
}
