import { escapeHtml } from '@pharos/core/markdown-bounds';

export interface MailLayout {
  /** The coloured word at the top, and its colour. */
  badge: string;
  color: string;
  from: string;
  title: string;
  /** HTML that is already safe. */
  body: string;
  action: { label: string; url: string };
  /** HTML that is already safe. */
  foot: string;
}

/** One plain mail frame that every mail program shows: no images, no style sheet, readable in the dark. */
export function mailHtml({ badge, color, from, title, body, action, foot }: MailLayout): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light"><title>${escapeHtml(title)}</title></head>
<body style="margin:0;padding:24px 12px;background:#f3f4f6;font:16px/1.55 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#1f2937">
<div style="max-width:560px;margin:0 auto;background:#ffffff;border-radius:12px;border-top:4px solid ${color};padding:28px 28px 20px">
<p style="margin:0 0 4px;font-size:14px;color:#4b5563">${escapeHtml(from)}</p>
<h1 style="margin:0 0 12px;font-size:22px;line-height:1.3;color:#111827">${escapeHtml(title)}</h1>
<p style="margin:0 0 16px"><span style="display:inline-block;padding:2px 10px;border-radius:999px;background:${color};color:#ffffff;font-size:13px;font-weight:600">${escapeHtml(badge)}</span></p>
<div style="margin:0 0 20px">${body}</div>
<p style="margin:0 0 8px"><a href="${escapeHtml(action.url)}" style="display:inline-block;padding:10px 18px;border-radius:8px;background:#111827;color:#ffffff;text-decoration:none;font-weight:600">${escapeHtml(action.label)}</a></p>
</div>
<p style="max-width:560px;margin:16px auto 0;font-size:13px;color:#4b5563;text-align:center">${foot}</p>
</body></html>`;
}
