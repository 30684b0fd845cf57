import { defineResource } from '../define-resource.ts';
import { defineFlat } from '../flat.ts';
import { fields, sourcesPerPageMax } from './fields.ts';

/** Where alerts come from. Whoever sends them has a key with the scope `alerts:write`, which opens no source: it often stands in an address. */
export const source = defineResource(
  defineFlat({ kind: 'source', many: 'alert-sources', perPageMax: sourcesPerPageMax, readBy: 'read', fields }),
);
