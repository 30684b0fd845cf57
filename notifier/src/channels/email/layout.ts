import { inkOn, isColour } from '@pharos/core/colours';
import { cut } from '@pharos/core/cut';
import { escapeHtml } from '@pharos/core/markdown-bounds';
import type { Words } from '../../words/words.ts';

export interface MailLayout {
  words: Pick<Words, 'tag' | 'dir'>;
  /** What a program shows beside the subject, before a mail is opened. */
  preview: string;
  /** The coloured word at the top, and its colour. */
  badge: string;
  color: string;
  /** The page's own colour, if it has one: of the button. */
  accent: string | null;
  from: string;
  title: string;
  /** HTML that is already safe. */
  body: string;
  facts: { name: string; value: string }[];
  action: { label: string; url: string };
  /** HTML that is already safe. */
  foot: string;
}

// More is shown by no program.
const previewMax = 140;
const usualAccent = '#111827';

// What is inline is what every program reads; of those that are dark, some read this.
const dark = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){.ground{background:#0b1220!important;color:#e5e7eb!important}.card{background:#161f30!important}.ink{color:#f3f4f6!important}.soft{color:#b6c0cf!important}.line{border-color:#334155!important}}`;

/** One plain mail frame that every mail program shows: no images, all that matters inline, readable in the dark. */
export function mailHtml(layout: MailLayout): string {
  const { words, preview, badge, color, from, title, body, facts, action, foot } = layout;
  const accent = layout.accent !== null && isColour(layout.accent) ? layout.accent : usualAccent;
  const rows = facts.map(
    ({ name, value }) =>
      `<tr><td class="soft" style="padding:${words.dir === 'rtl' ? '2px 0 2px 16px' : '2px 16px 2px 0'};color:#4b5563;vertical-align:top;white-space:nowrap">${escapeHtml(name)}</td><td class="ink" style="padding:2px 0;color:#1f2937" dir="auto">${escapeHtml(value)}</td></tr>`,
  );
  const table =
    rows.length === 0
      ? ''
      : `<table role="presentation" class="line" style="margin:0 0 20px;padding:12px 0 0;border:0;border-top:1px solid #e5e7eb;width:100%;font-size:14px;border-spacing:0">${rows.join('')}</table>`;
  return `<!doctype html>
<html lang="${words.tag}" dir="${words.dir}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escapeHtml(title)}</title><style>${dark}</style></head>
<body class="ground" style="margin:0;padding:24px 12px;background:#f3f4f6;font:16px/1.55 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#1f2937">
<div style="display:none;max-height:0;overflow:hidden">${escapeHtml(cut(preview, previewMax))}</div>
<div class="card" style="max-width:560px;margin:0 auto;background:#ffffff;border-radius:12px;border-top:4px solid ${color};padding:28px 28px 20px">
<p class="soft" style="margin:0 0 4px;font-size:14px;color:#4b5563" dir="auto">${escapeHtml(from)}</p>
<h1 class="ink" style="margin:0 0 12px;font-size:22px;line-height:1.3;color:#111827" dir="auto">${escapeHtml(title)}</h1>
<p style="margin:0 0 16px"><span style="display:inline-block;padding:2px 10px;border-radius:999px;background:${color};color:#ffffff;font-size:13px;font-weight:600">${escapeHtml(badge)}</span></p>
<div style="margin:0 0 20px" dir="auto">${body}</div>
${table}<p style="margin:0 0 8px"><a href="${escapeHtml(action.url)}" style="display:inline-block;padding:10px 18px;border-radius:8px;background:${accent};color:${inkOn(accent)};text-decoration:none;font-weight:600">${escapeHtml(action.label)}</a></p>
</div>
<p class="soft" style="max-width:560px;margin:16px auto 0;font-size:13px;color:#4b5563;text-align:center">${foot}</p>
</body></html>`;
}
