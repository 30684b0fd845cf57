import { createMarkdown } from '@pharos/core/markdown';
import { recordsOf } from '@pharos/resources/history/days';
import { ViewWithHistory } from '@pharos/resources/view';
import { languagesOf } from '../../edge/src/language.ts';
import { pageDocument } from '../../edge/src/render/document.ts';
import type { Copied } from '../../edge/src/render/shown.ts';
import { words } from '../../edge/src/words/en.ts';

/** Makes the document of a View anew each time: its days, its texts and all; nothing is remembered. */
export function rendererOf(text: string, assets: string): () => string {
  const view = ViewWithHistory.parse(JSON.parse(text));
  const markdown = createMarkdown();
  return () => {
    const now = Date.now();
    const { timeZone } = view.page;
    const weights = { partial: 30, major: 100 };
    const records = view.history && recordsOf(view.history, { now, knownUntil: now, timeZone, weights });
    const shown: Copied = { view, markdown, language: 'en', words, now, records };
    const at = (kind: string) => [`/${kind}/${view.page.id}`];
    return pageDocument(shown, { languages: languagesOf(view), assets, origin: 'http://localhost', addresses: at('live'), views: at('p') });
  };
}
