import { Id, idFrom } from '@pharos/core/id';
import { limits } from '@pharos/core/limits';
import { z } from 'zod';
import { defineResource, defineVerb } from '../define-resource.ts';
import { defineFlat, readFlatDoc } from '../flat.ts';
import { Opening, planOpening } from '../incident/open.ts';
import { docRef } from '../kind.ts';
import { alreadyDone, notFound, type FoldOf } from '../plan.ts';

/*
 * An incident that nobody is to see yet. It is a kind of its own, and not an incident with a mark: whatever reads incidents for
 * visitors, in this version and in those before it, cannot come upon one. What it names is looked at when it is published; then
 * it becomes an incident of the same id.
 */

const fields = Opening.shape;

const flat = defineFlat({ kind: 'draft', many: 'drafts', area: 'incidents', perPageMax: limits.draftsPerPageMax, readBy: 'read', fields });

const about = ({ draft, page }: { draft: string; page: string }) => docRef('draft', draft, page);
const incidentOf = ({ draft, page }: { draft: string; page: string }) => docRef('incident', draft, page);

function saidIn(asked: { draft: string; page: string }, fold: FoldOf) {
  const doc = readFlatDoc(fields, fold(about(asked)));
  return doc && { ...doc, said: Opening.parse(doc.said) };
}

export const publishDraft = defineVerb({
  schema: z.object({
    type: z.literal('publish-draft'),
    page: Id,
    draft: Id,
    notify: z.boolean().optional().describe('Tell subscribers; as the draft says, where nothing is said'),
  }),
  door: {
    method: 'post',
    path: '/v1/pages/{page}/drafts/{draft}/publish',
    needs: 'write',
    area: 'incidents',
    done: 'Opened, as an incident of the same id',
    summary: 'Publish a draft',
    explained: 'It is opened as if it had been written now, under the id that it has; its components move, and subscribers are told.',
  },
  about,
  locks: (asked) => [incidentOf(asked)],
  mayMake: (asked) => [incidentOf(asked)],
  concerns: (asked, fold) => (saidIn(asked, fold)?.said.components ?? []).map(({ id }) => id),
  plan: (asked, input) => {
    const before = saidIn(asked, input.fold);
    if (!before) throw notFound('draft');
    const { page, draft, notify = before.said.notify } = asked;
    // Sent again, or published in two regions that could not hear each other: the same incident, and the same update of it.
    const opened = planOpening({ ...before.said, notify, page, incident: draft, update: idFrom(draft, 'published') }, input);
    if (opened.writes.length === 0) return alreadyDone;
    if (before.removed) throw notFound('draft');
    return { ...opened, writes: [...opened.writes, { ref: about(asked), fields: { removed: true } }] };
  },
});

export const draft = defineResource({ ...flat, verbs: [...flat.verbs, publishDraft] });
