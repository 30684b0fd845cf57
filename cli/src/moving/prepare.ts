import { csvLine } from '@pharos/core/csv';
import { documentsOf, type DocumentsOptions } from './documents.ts';
import { pageLines, type Moved } from './page-file.ts';
import type { Spool, SpoolFolder } from './spool.ts';
import { subscriberColumns, subscriberRows } from './subscriber-rows.ts';
import type { Taken } from './taken.ts';

export interface Prepared {
  documents: Spool;
  subscribers: Spool;
  counts: Record<'groups' | 'components' | 'incidents' | 'maintenances' | 'metrics' | 'subscribers', number>;
}

// What an import of a page takes: more than that is none that people have.
const documentLimits = { bytesMax: 500_000_000, rowsMax: 1_000_000 };
// Of one of subscribers it is half a million and 50 MB: several follow each other.
const subscriberLimits = { bytesMax: 45_000_000, rowsMax: 400_000 };
const tellEach = 10_000;

/** Reads all that there is, judges it and puts it down as it is to be sent. Nothing was written anywhere before that is done. */
export async function prepare(
  taken: Taken,
  { folder, tell, ...options }: DocumentsOptions & { folder: SpoolFolder; tell(what: string): void },
): Promise<Prepared> {
  const { moved, ids } = documentsOf(taken, options);
  const documents = folder.create('documents', documentLimits);
  for (const line of pageLines(options.page, moved)) await documents.put(`${line}\n`);
  await documents.finish();
  const subscribers = folder.create('subscribers', { head: csvLine(subscriberColumns), ...subscriberLimits });
  let count = 0;
  for await (const row of subscriberRows(taken.subscribers, ids, options.left)) {
    await subscribers.put(csvLine(subscriberColumns.map((name) => row[name])));
    if (++count % tellEach === 0) tell(`${count} subscribers`);
  }
  await subscribers.finish();
  return { documents, subscribers, counts: { ...countsOf(moved), subscribers: count } };
}

function countsOf(moved: readonly Moved[]) {
  const of = (kind: Moved['kind']) => moved.filter((each) => each.kind === kind).length;
  return {
    groups: of('group'),
    components: of('component'),
    incidents: of('incident'),
    maintenances: of('maintenance'),
    metrics: of('metric'),
  };
}
