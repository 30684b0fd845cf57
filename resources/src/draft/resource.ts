import { Id, idFrom } from '@pharos/core/id';
import { limits } from '@pharos/core/limits';
import { Problem } from '@pharos/core/problem';
import { z } from 'zod';
import { defineResource, defineVerb } from '../define-resource.ts';
import { defineFlat, readFlatDoc } from '../flat.ts';
import { Opening, planOpening } from '../incident/open.ts';
import { docRef } from '../kind.ts';
import { alreadyDone, notFound, type FoldOf, type Plan, type PlanInput } from '../plan.ts';
import { dueOf } from '../publication/due.ts';
import { draftFields } from './fields.ts';

/*
 * An incident that nobody is to see yet. It is a kind of its own, and not an incident with a mark: whatever reads incidents for
 * visitors, in this version and in those before it, cannot come upon one. What it names is looked at when it is published; then
 * it becomes an incident of the same id.
 */

const flat = defineFlat({
  kind: 'draft',
  many: 'drafts',
  area: 'incidents',
  perPageMax: limits.draftsPerPageMax,
  readBy: 'read',
  fields: draftFields,
});

interface Named {
  page: string;
  draft: string;
}

const about = ({ draft, page }: Named) => docRef('draft', draft, page);
const incidentOf = ({ draft, page }: Named) => docRef('incident', draft, page);

function saidIn(asked: Named, fold: FoldOf) {
  const doc = readFlatDoc(draftFields, fold(about(asked)));
  return doc && { removed: doc.removed, publishAt: doc.said['publishAt'] as string | null, said: Opening.parse(doc.said) };
}

const touches = {
  about,
  locks: (asked: Named) => [incidentOf(asked)],
  mayMake: (asked: Named) => [incidentOf(asked)],
  concerns: (asked: Named, fold: FoldOf) => (saidIn(asked, fold)?.said.components ?? []).map(({ id }) => id),
};

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
  ...touches,
  plan: (asked, input) => {
    const before = saidIn(asked, input.fold);
    if (!before) throw notFound('draft');
    const opened = open(asked, { ...before.said, notify: asked.notify ?? before.said.notify }, input);
    if (opened.writes.length > 0 && before.removed) throw notFound('draft');
    return opened;
  },
});

/** Takes the step that is due. Nobody asks for it over HTTP: each region looks for what is due. */
const carryOnDraft = defineVerb({
  schema: z.object({ type: z.literal('carry-on-draft'), page: Id, draft: Id }),
  ...touches,
  plan: (asked, input) => {
    const before = saidIn(asked, input.fold);
    const due = before && !before.removed ? dueOf(before.publishAt, input.now) : 'not';
    if (!before || due === 'not') return alreadyDone;
    const held: Plan = { writes: [{ ref: about(asked), fields: { publishAt: null } }], facts: [], notify: null };
    if (due === 'late') return held;
    try {
      return open(asked, before.said, input);
    } catch (error) {
      if (error instanceof Problem) return held;
      throw error;
    }
  },
});

// Sent again, or published in two regions that could not hear each other: the same incident, and the same update of it.
function open({ page, draft: id }: Named, what: z.infer<typeof Opening>, input: PlanInput): Plan {
  const opened = planOpening({ ...what, page, incident: id, update: idFrom(id, 'published') }, input);
  if (opened.writes.length === 0) return alreadyDone;
  return { ...opened, writes: [...opened.writes, { ref: about({ draft: id, page }), fields: { removed: true } }] };
}

export const draft = defineResource({ ...flat, verbs: [...flat.verbs, publishDraft, carryOnDraft] });
