import type { IncidentView, MaintenanceView, UpdateView, View } from '@pharos/resources/view';
import type { Change } from '@pharos/sse-gateway/client';
import { escape } from '../src/render/html.ts';

/**
 * Markdown becomes HTML at a server, and no browser carries what makes it. What stands on the page is known from there, and what was
 * just posted comes along with the news of it. A text that is new in another way (somebody edited it, a View was taken anew) is shown
 * as it was typed until the edge has been asked.
 */
export function createTexts(language: string) {
  const rendered = new Map<string, string>();
  let isLacking = false;

  /** Takes over what a document of the server shows of this View. */
  const learn = ({ incidents, maintenances }: View, root: ParentNode): void => {
    const note = (text: string | undefined, place: string) => {
      const shown = text === undefined ? null : root.querySelector(place);
      if (text !== undefined && shown) rendered.set(text, shown.innerHTML);
    };
    for (const item of [...incidents, ...maintenances]) {
      for (const { id, body, texts } of item.updates) note(texts?.[language]?.body ?? body, `#update-${id} > .prose`);
      if ('postmortem' in item) note(item.postmortem, `#postmortem-${item.id} + .prose`);
    }
  };

  /** Takes over what came with the news. */
  const hear = ({ patch, html = {} }: Change): void => {
    const note = ({ id, body, texts }: UpdateView) => {
      const own = texts?.[language]?.body;
      const made = html[own === undefined ? id : `${id}/${language}`];
      if (made !== undefined) rendered.set(own ?? body, made);
    };
    for (const { updates } of [...patch.incidents, ...patch.maintenances] as (IncidentView | MaintenanceView)[]) updates.forEach(note);
  };

  const markdown = (text: string): string => {
    const known = rendered.get(text);
    if (known !== undefined) return known;
    isLacking = true;
    return `<p>${escape(text).replaceAll('\n', '<br>')}</p>`;
  };

  return {
    learn,
    hear,
    markdown,
    /** Whether a text had to be shown as it was typed since this was asked last. */
    lacks: (): boolean => {
      const was = isLacking;
      isLacking = false;
      return was;
    },
  };
}
