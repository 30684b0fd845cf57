import { readFlatDoc } from '@pharos/resources/flat';
import { docName } from '@pharos/resources/kind';
import { resourceOf } from '@pharos/resources/registry';
import { projector } from './projector.ts';

/** Every resource that is no more than its fields: one table for all of them. */
export const records = projector(
  ({ doc, after }) => {
    const flat = resourceOf(doc.kind)?.flat;
    const record = flat && readFlatDoc(flat.said.shape, after);
    return record && doc.page !== null ? { kind: doc.kind, id: docName(doc.id), page: doc.page, ...record } : undefined;
  },
  (tx, rows) => [
    tx`
      insert into record (kind, id, page, fields, removed, created_at, updated_at)
      select kind, id, page, said, removed, "createdAt", "updatedAt"
      from jsonb_to_recordset(${tx.json(rows)}) as new (kind text, id uuid, page uuid, said jsonb, removed boolean,
        "createdAt" timestamptz, "updatedAt" timestamptz)
      on conflict (id, kind) do update set fields = excluded.fields, removed = excluded.removed, updated_at = excluded.updated_at`,
  ],
);
