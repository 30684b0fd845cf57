import { Id, idFrom } from '@pharos/core/id';
import { limits } from '@pharos/core/limits';
import { Problem } from '@pharos/core/problem';
import { z } from 'zod';
import { defineResource, defineVerb } from '../define-resource.ts';
import { defineFlat, readFlatDoc } from '../flat.ts';
import { planPosting, Posting } from '../incident/changes.ts';
import { readIncidentDoc } from '../incident/fields.ts';
import { about } from '../incident/require.ts';
import { docRef, type DocRef } from '../kind.ts';
import { alreadyDone, notFound, type FoldOf, type Plan, type PlanInput } from '../plan.ts';
import { dueOf, PublishAt } from './due.ts';

/*
 * An update of an incident that is written now and posted at its time. Until then it is a document of its own, so that nothing which
 * visitors are sent can come upon it. Each region looks for what is due; the update is named by the publication alone, so that regions
 * which cannot hear each other, and post it both, make one update of it. What cannot be posted when its time comes loses its time and
 * waits for a person: its incident is over or gone, or it is an hour late.
 */

// What is promised by an update is promised from the moment in which it is posted, which nobody knows yet who writes it.
const { nextUpdateAt: _promised, ...said } = Posting.shape;
const Said = z.object(said);

const fields = {
  incident: Id.describe('Whose update it will be'),
  publishAt: PublishAt.default(null).describe(
    'When it is posted by itself; null: when somebody says so. An hour after that, or once its incident is over, it is posted no more and this is null again',
  ),
  ...said,
};

const flat = defineFlat({
  kind: 'publication',
  many: 'publications',
  area: 'incidents',
  perPageMax: limits.publicationsPerPageMax,
  readBy: 'read',
  fields,
});

interface Named {
  page: string;
  incident: string;
  publication: string;
}

const itself = ({ publication, page }: Named): DocRef => docRef('publication', publication, page);

function read(asked: Named, fold: FoldOf) {
  const doc = readFlatDoc(fields, fold(itself(asked)));
  // Of another incident: it is not there.
  if (!doc || doc.said['incident'] !== asked.incident) return undefined;
  return { removed: doc.removed, publishAt: doc.said['publishAt'] as string | null, said: Said.parse(doc.said) };
}

const touches = {
  about,
  locks: (asked: Named) => [itself(asked)],
  mayMake: (asked: Named) => [about(asked)],
  concerns: (asked: Named, fold: FoldOf) => (read(asked, fold)?.said.components ?? []).map(({ id }) => id),
};

const publishPublication = defineVerb({
  schema: z.object({ type: z.literal('publish-publication'), page: Id, incident: Id, publication: Id }),
  door: {
    method: 'post',
    path: '/v1/pages/{page}/incidents/{incident}/publications/{publication}/publish',
    needs: 'write',
    area: 'incidents',
    done: 'Posted',
    summary: 'Post a scheduled update now',
    explained: 'As if its time had come. Asked for again, or in the moment in which it posts itself, it is posted once.',
  },
  ...touches,
  plan: (asked, input) => {
    const before = read(asked, input.fold);
    if (!before) throw notFound('publication');
    const posted = post(asked, before.said, input);
    if (posted.writes.length > 0 && before.removed) throw notFound('publication');
    return posted;
  },
});

/** Takes the step that is due. Nobody asks for it over HTTP: each region looks for what is due. */
const carryOnPublication = defineVerb({
  schema: z.object({ type: z.literal('carry-on-publication'), page: Id, incident: Id, publication: Id }),
  ...touches,
  plan: (asked, input) => {
    const before = read(asked, input.fold);
    const due = before && !before.removed ? dueOf(before.publishAt, input.now) : 'not';
    if (!before || due === 'not') return alreadyDone;
    const incident = readIncidentDoc(input.fold(about(asked)));
    const isOpen = incident !== undefined && !incident.deleted && incident.status !== 'resolved';
    const held: Plan = { writes: [{ ref: itself(asked), fields: { publishAt: null } }], facts: [], notify: null };
    if (due === 'late' || !isOpen) return held;
    try {
      return post(asked, before.said, input);
    } catch (error) {
      if (error instanceof Problem) return held;
      throw error;
    }
  },
});

function post(asked: Named, what: z.infer<typeof Said>, input: PlanInput): Plan {
  const { page, incident, publication } = asked;
  const posted = planPosting({ ...what, page, incident, update: idFrom(publication, 'published') }, input);
  if (posted.writes.length === 0) return alreadyDone;
  return { ...posted, writes: [...posted.writes, { ref: itself(asked), fields: { removed: true } }] };
}

export const publication = defineResource({ ...flat, verbs: [...flat.verbs, publishPublication, carryOnPublication] });
