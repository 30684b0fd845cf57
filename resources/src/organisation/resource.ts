import { Id } from '@pharos/core/id';
import { Name } from '@pharos/core/texts';
import { z } from 'zod';
import { defineResource, defineVerb } from '../define-resource.ts';
import { Feature, Features, featuresAsked, readFeatures } from '../features.ts';
import { Moment, Text } from '../field-values.ts';
import { known, type Fold } from '../fold.ts';
import { docRef } from '../kind.ts';
import { alreadyDone, differing, notFound } from '../plan.ts';

export const OrganisationFields = z.object({ name: Text, createdAt: Moment });

export function readOrganisationDoc(fold: Fold): z.infer<typeof OrganisationFields> | undefined {
  return known(OrganisationFields, fold, 'name');
}

const OrganisationFeatures = Features.optional().describe('Switches by name, of all its pages that do not set them themselves');

const about = ({ organisation }: { organisation: string }) => docRef('organisation', organisation, null);

const create = defineVerb({
  schema: z.object({ type: z.literal('create-organisation'), organisation: Id, name: Name }),
  door: {
    method: 'post',
    path: '/v1/organisations',
    needs: 'admin',
    of: 'installation',
    makes: ['organisation'],
    done: 'Made',
    explained: 'A tenant. Make its first key next: it opens the pages of this organisation, and no others.',
  },
  about,
  makes: true,
  plan: (asked, input) => {
    if (readOrganisationDoc(input.fold(about(asked)))) return alreadyDone;
    return { writes: [{ ref: about(asked), fields: { name: asked.name, createdAt: input.now } }], facts: [], notify: null };
  },
});

const edit = defineVerb({
  schema: z.object({ type: z.literal('edit-organisation'), organisation: Id, name: Name.optional(), features: OrganisationFeatures }),
  door: { method: 'patch', path: '/v1/organisations/{organisation}', needs: 'admin', of: 'own', done: 'Changed' },
  about,
  plan: (asked, input) => {
    const before = readOrganisationDoc(input.fold(about(asked)));
    if (!before) throw notFound('organisation');
    const fields = { ...differing(before, { name: asked.name }), ...featuresAsked(asked.features, input.fold(about(asked))) };
    return Object.keys(fields).length === 0 ? alreadyDone : { writes: [{ ref: about(asked), fields }], facts: [], notify: null };
  },
});

/** A tenant: its pages, and all that is below them, are seen by nobody else's key. A page belongs to one for as long as it lives. */
export const organisation = defineResource({
  kind: 'organisation',
  fields: OrganisationFields,
  lists: { f: Feature },
  tables: [['organisation', 'id']],
  row: (fold) => {
    const organisation = readOrganisationDoc(fold);
    return organisation && { ...organisation, features: readFeatures(fold) };
  },
  verbs: [create, edit],
});
