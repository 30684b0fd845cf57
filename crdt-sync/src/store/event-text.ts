import type { PageEvent } from '@pharos/resources/fact';

// A patch holds whole parts, some kilobytes of them, and goes into the table and to whoever listens.
const texts = new WeakMap<PageEvent, string>();

/** The event as JSON, written once however often it is asked for. */
export function eventText(event: PageEvent): string {
  const text = texts.get(event) ?? JSON.stringify(event);
  texts.set(event, text);
  return text;
}
