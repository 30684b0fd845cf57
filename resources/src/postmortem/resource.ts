import { z } from 'zod';
import { defineResource } from '../define-resource.ts';
import { editPostmortem } from './changes.ts';

export const postmortem = defineResource({
  kind: 'text',
  fields: z.object({ text: z.string() }),
  isPublic: true,
  isText: true,
  tables: [['incident_text', 'incident']],
  // As it stands; whether it is shown is the incident's to say.
  row: (fold, { page }) => {
    const text = fold.get('text')?.value;
    // A delta of a browser may hold what Postgres cannot: it is left out here, and stays in the document.
    return typeof text === 'string' && page !== null ? { page, body: text.replaceAll('\0', '') } : undefined;
  },
  verbs: [editPostmortem],
});
