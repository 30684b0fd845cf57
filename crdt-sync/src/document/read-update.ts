import * as Y from 'yjs';
import type { Json } from './registers.ts';

/** The fields that one update wrote, as it wrote them; for people who read the log. Nothing is merged. */
export function fieldsOfUpdate(update: Uint8Array): Record<string, Json> {
  const fields: Record<string, Json> = {};
  for (const struct of Y.decodeUpdate(update).structs) {
    const { content } = struct as { content?: { arr?: unknown[] } };
    for (const entry of content?.arr ?? []) {
      if (Array.isArray(entry) && entry.length === 3 && typeof entry[0] === 'string') fields[entry[0]] = entry[2] as Json;
    }
  }
  return fields;
}
