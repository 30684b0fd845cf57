import type { Fact } from '@pharos/resources/fact';
import type { Fold, Json } from '@pharos/resources/fold';
import type { Envelope } from '../document/envelope.ts';
import { isSameContent } from '../document/find-mismatches.ts';
import { regionOfOrigin } from '../document/origin.ts';
import { entriesOfDelta } from '../document/read-delta.ts';

interface Written {
  hlc: number;
  region: number;
  value: Json;
}

/**
 * Of each envelope the facts that its page's readers have not been told. A request whose answer was lost comes again under the
 * same key, to another region or to a database that was restored behind it, and is written there once more: the documents
 * merge it into one update, and the readers are told of it once. What says something else under one key is told again.
 */
export function createFactTeller(beforeOf: (doc: string) => Fold | undefined): (envelope: Envelope, origin: number) => Fact[] {
  const told = new Map<string, () => Written | undefined>();

  const isTold = (fact: Fact, { ops }: Envelope, origin: number): boolean => {
    const place = placeOf(fact);
    if (!place) return false;
    const { doc, field } = place;
    const delta = ops.find((op) => op.doc === doc)?.delta;
    // Read only when somebody has written the same before, which is seldom.
    const came = () => writtenIn(delta, field, regionOfOrigin(origin));
    const key = `${doc} ${field}`;
    const before = told.get(key)?.() ?? beforeOf(doc)?.get(field);
    told.set(key, came);
    const now = before && came();
    // The very same write may stand in a document that was copied before its log came: its readers were not told.
    return now !== undefined && (now.hlc !== before!.hlc || now.region !== before!.region) && isSameContent(now.value, before!.value);
  };
  return (envelope, origin) => envelope.facts.filter((fact) => !isTold(fact, envelope, origin));
}

function placeOf(fact: Fact): { doc: string; field: string } | undefined {
  if (fact.type === 'incident-updated') return { doc: `incident:${fact.incident}`, field: `u/${fact.update}` };
  if (fact.type === 'maintenance-updated') return { doc: `maintenance:${fact.maintenance}`, field: `u/${fact.update}` };
  return undefined;
}

function writtenIn(delta: Uint8Array | undefined, field: string, region: number): Written | undefined {
  const entry = delta && entriesOfDelta(delta).find((each) => each.field === field);
  return entry && { hlc: entry.hlc, region, value: entry.value };
}
