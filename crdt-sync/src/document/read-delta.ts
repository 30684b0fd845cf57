import type { Json } from '@pharos/resources/fold';
import { decodeDelta } from './yjs-state.ts';

export interface DeltaEntry {
  field: string;
  hlc: number;
  value: Json;
}

/** The entries that one delta of registers wrote, as it wrote them. Nothing is merged; of a text there are none. */
export function entriesOfDelta(delta: Uint8Array): DeltaEntry[] {
  return decodeDelta(delta).structs.flatMap((struct) => {
    const { content } = struct as { content?: { arr?: unknown[] } };
    return (content?.arr ?? []).flatMap((entry) => {
      if (!Array.isArray(entry) || entry.length !== 3 || typeof entry[0] !== 'string' || typeof entry[1] !== 'number') return [];
      return [{ field: entry[0], hlc: entry[1], value: entry[2] as Json }];
    });
  });
}

/** The same by field, for people who read the log. */
export function fieldsOfDelta(delta: Uint8Array): Record<string, Json> {
  return Object.fromEntries(entriesOfDelta(delta).map(({ field, value }) => [field, value]));
}
