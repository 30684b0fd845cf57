import { escape } from '../render/html.ts';

/** Text as XML takes it: what no XML may hold, however it is written, is left out (XML 1.0, section 2.2). */
export function xml(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return escape(text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ''));
}
