import { z } from 'zod';
import { defineResource } from '../define-resource.ts';
import { Feature } from '../features.ts';
import { bringDocument } from './bring.ts';
import { createPage, editPage } from './changes.ts';
import { Claim } from './claim.ts';
import { PageFields } from './fields.ts';

export const page = defineResource({
  kind: 'page',
  fields: PageFields,
  lists: { f: Feature },
  secrets: ['passwordHash'],
  isPublic: true,
  tables: [['page', 'id']],
  verbs: [createPage, editPage, bringDocument],
});

// Names that one page can have: they are claimed with the page's own changes.
const claims = { fields: z.object({ confirmed: z.string() }), lists: { claim: Claim }, isNamedByWord: true, staysHere: true } as const;
export const slug = defineResource({ kind: 'slug', ...claims, verbs: [] });
export const domain = defineResource({ kind: 'domain', ...claims, verbs: [] });
