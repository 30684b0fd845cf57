import { createHash } from 'node:crypto';
import { cut } from '@pharos/core/cut';
import { storable } from '@pharos/core/value';
import { keyMax, labelMax, labelsMax, textMax, titleMax, type Sent } from '@pharos/resources/alert/fields';

/** One alert, whatever shape it was sent in. */
export type Alert = Sent & { isFiring: boolean };

interface Said {
  key: unknown;
  isFiring: boolean;
  title: unknown;
  text?: unknown;
  labels?: Record<string, unknown>;
}

/** Brings what a sender said within what is kept: a long text is cut, for an alert is never refused for its length. */
export function alertOf({ key, isFiring, title, text, labels = {} }: Said): Alert {
  const told = Object.entries(labels).flatMap(([name, value]) => {
    const said = wordOf(value);
    return name === '' || said === '' ? [] : [[cut(storable(name), labelMax), cut(said, labelMax)] as const];
  });
  return {
    key: shortKey(wordOf(key)),
    isFiring,
    title: cut(wordOf(title), titleMax),
    text: cut(wordOf(text), textMax),
    labels: Object.fromEntries(told.slice(0, labelsMax)),
  };
}

/** `name:value` each, as several senders write tags; one without a value is true. */
export function labelsOfTags(tags: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    tags.map((tag) => {
      const at = tag.indexOf(':');
      return at === -1 ? [tag.trim(), 'true'] : [tag.slice(0, at).trim(), tag.slice(at + 1).trim()];
    }),
  );
}

export function wordOf(value: unknown): string {
  if (typeof value === 'string') return storable(value);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

// A key that is cut would be that of another alert: a long one stands for itself by its digest.
function shortKey(key: string): string {
  return key.length <= keyMax ? key : `sha256:${createHash('sha256').update(key).digest('hex')}`;
}
