import { z } from 'zod';
import { defineResource } from '../define-resource.ts';
import { editPostmortem } from './changes.ts';

export const postmortem = defineResource({
  kind: 'text',
  fields: z.object({ text: z.string() }),
  isPublic: true,
  isText: true,
  tables: [['incident_text', 'incident']],
  verbs: [editPostmortem],
});
