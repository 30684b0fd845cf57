import { Id, idFrom } from '@pharos/core/id';
import { limits } from '@pharos/core/limits';
import { Problem } from '@pharos/core/problem';
import { z } from 'zod';
import { saidOf } from '../define-fields.ts';
import { defineResource, defineVerb } from '../define-resource.ts';
import { defineFlat, readFlatDoc } from '../flat.ts';
import { planPosting } from '../incident/changes.ts';
import { readIncidentDoc } from '../incident/fields.ts';
import { planOpening } from '../incident/open.ts';
import { draftFields } from '../draft/fields.ts';
import { docRef, type DocRef } from '../kind.ts';
import { alreadyDone, differing, notFound, type FoldOf, type Plan, type PlanInput } from '../plan.ts';
import { fields as sourceFields, Source, type Rule } from '../source/fields.ts';
import { ruleFor, type Labels } from '../source/rules.ts';
import { AlertDoc, fields, sent, type Sent } from './fields.ts';
import { dueStepOf, stepOf, type AlertState, type Step } from './step.ts';
import { wordsFor } from './words.ts';

/*
 * An alert that somebody's monitoring has sent. It is named by its source and by what the sender calls it, and its incident by the alert
 * and how often that has begun: an alert that reaches two regions which cannot hear each other is one document and makes one incident.
 */

const flat = defineFlat({ kind: 'alert', many: 'alerts', perPageMax: limits.alertsPerPageMax, readBy: 'read', fields });

export function alertId(source: string, key: string): string {
  return idFrom(source, key);
}

/** The incident of so many-eth time that an alert has begun. */
export function incidentOf(alert: string, episode: number): string {
  return idFrom(alert, 'incident', String(episode));
}

/**
 * What becomes of an alert that is sent, and the rule that is for it. No step: nothing, or all of that is known. Where no rule is for it
 * any more, nothing begins, and what was opened is still closed.
 */
export function nextOf(
  source: Source,
  before: (AlertState & { labels: Labels }) | undefined,
  { labels, isFiring }: { labels: Labels; isFiring: boolean },
  now: string,
): { rule: Rule | undefined; step: Step | undefined } {
  // Some senders say less of an end: whatever it began by holds.
  const rule = ruleFor(source.rules, isFiring ? labels : (before?.labels ?? labels));
  return { rule, step: rule || !isFiring ? stepOf(before, isFiring, source, now) : undefined };
}

const named = { page: Id, source: Id, alert: Id, incident: Id.describe('That of the time which this is about') };
interface Named {
  page: string;
  source: string;
  alert: string;
  incident: string;
}

const about = ({ alert, page }: Named): DocRef => docRef('alert', alert, page);
const sourceOf = ({ source, page }: Named): DocRef => docRef('source', source, page);
const openedBy = ({ incident, page }: Named): DocRef => docRef('incident', incident, page);
const draftedBy = ({ incident, page }: Named): DocRef => docRef('draft', incident, page);

function readSource(asked: Named, fold: FoldOf): Source | undefined {
  const doc = readFlatDoc(sourceFields, fold(sourceOf(asked)));
  return doc && !doc.removed ? Source.parse(doc.said) : undefined;
}

function readAlert(asked: Named, fold: FoldOf): (AlertDoc & { removed: boolean }) | undefined {
  const doc = readFlatDoc(fields, fold(about(asked)));
  return doc && { ...AlertDoc.parse(doc.said), removed: doc.removed };
}

const touches = {
  about,
  locks: (asked: Named) => [sourceOf(asked), openedBy(asked), draftedBy(asked)],
  mayMake: (asked: Named) => [openedBy(asked), draftedBy(asked)],
};

/** Asked for by a route of its own: of one request it takes many, in the shapes of others. */
const takeAlert = defineVerb({
  schema: z.object({ type: z.literal('take-alert'), ...named, ...sent, isFiring: z.boolean() }),
  ...touches,
  mayMake: (asked) => [about(asked), ...touches.mayMake(asked)],
  concerns: (asked, fold) => componentsOf(ruleFor(readSource(asked, fold)?.rules ?? [], asked.labels)),
  plan: (asked, input) => {
    const source = readSource(asked, input.fold);
    if (!source) throw notFound('source');
    const { key, title, text, labels } = asked;
    const before = readAlert(asked, input.fold);
    const { rule, step } = nextOf(source, before, asked, input.now);
    if (!step) return alreadyDone;
    // Another request was quicker: it is looked at anew.
    if (asked.incident !== incidentOf(asked.alert, step.after.episode)) throw new Problem('changed', 'the alert has moved on');
    const said = asked.isFiring || !before ? { key, title, text, labels } : before;
    return carryOut(asked, { step, before, said, source, rule }, input);
  },
});

/** Takes the step that is due. Nobody asks for it over HTTP: each region looks for what is due. */
const carryOnAlert = defineVerb({
  schema: z.object({ type: z.literal('carry-on-alert'), ...named }),
  ...touches,
  concerns: (asked, fold) => componentsOf(ruleFor(readSource(asked, fold)?.rules ?? [], readAlert(asked, fold)?.labels ?? {})),
  plan: (asked, input) => {
    const before = readAlert(asked, input.fold);
    const step = dueStepOf(before, input.now);
    if (!before || before.removed || !step || asked.incident !== before.incident) return alreadyDone;
    const source = readSource(asked, input.fold);
    const rule = source && ruleFor(source.rules, before.labels);
    return carryOut(asked, { step, before, said: before, source, rule }, input);
  },
});

function componentsOf(rule: Rule | undefined): string[] {
  return (rule?.components ?? []).map(({ id }) => id);
}

interface Doing {
  step: Step;
  before: (AlertDoc & { removed: boolean }) | undefined;
  said: Sent;
  source: Source | undefined;
  rule: Rule | undefined;
}

/** The step, and what is said of it. What cannot be said (a component is gone) is kept as the alert's trouble: alerts are never refused for it. */
function carryOut(asked: Named, { step, before, said, source, rule }: Doing, input: PlanInput): Plan {
  let opened: AlertDoc['opened'] = step.does === 'open' || !before || step.after.episode !== before.episode ? 'none' : before.opened;
  let trouble: string | null = null;
  let plan = alreadyDone;
  try {
    if (step.does === 'open' && rule) {
      plan = open(asked, rule, said, input);
      opened = rule.opens === 'incident' ? 'incident' : 'draft';
    } else if (step.does === 'resolve' && source) plan = resolve(asked, source, rule, input);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    trouble = error.message;
  }
  const { key, title, text, labels } = said;
  const now = { source: asked.source, key, title, text, labels, ...step.after, incident: asked.incident, opened, trouble };
  const made = before ? differing(before, { ...now, removed: false }) : { ...saidOf(fields, now), createdAt: input.now };
  return { ...plan, writes: [...plan.writes, { ref: about(asked), fields: made }] };
}

function open(asked: Named, rule: Rule, said: Sent, input: PlanInput): Plan {
  const { status, impact, components, notify } = rule;
  const opening = { ...wordsFor(rule, said), status, impact, components, notify };
  if (rule.opens === 'incident') {
    const { page, incident } = asked;
    return planOpening({ ...opening, page, incident, update: idFrom(incident, 'opened') }, input);
  }
  const draft = { ...saidOf(draftFields, opening), createdAt: input.now };
  return { ...alreadyDone, writes: [{ ref: draftedBy(asked), fields: draft }] };
}

// Whatever the team has made of it meanwhile is the team's: what is over or gone stays so.
function resolve(asked: Named, { onResolved, resolvedBody }: Source, rule: Rule | undefined, input: PlanInput): Plan {
  const incident = readIncidentDoc(input.fold(openedBy(asked)));
  if (!incident) {
    const draft = readFlatDoc(draftFields, input.fold(draftedBy(asked)));
    const isThere = draft && !draft.removed;
    return isThere ? { ...alreadyDone, writes: [{ ref: draftedBy(asked), fields: { removed: true } }] } : alreadyDone;
  }
  if (onResolved === 'nothing' || incident.deleted || incident.status === 'resolved') return alreadyDone;
  const status = onResolved === 'resolve' ? 'resolved' : 'monitoring';
  const { page, incident: id } = asked;
  // Who was not told of its beginning is not told of its end.
  const notify = rule?.notify ?? true;
  return planPosting({ page, incident: id, update: idFrom(id, 'over'), status, body: resolvedBody, notify }, input);
}

export const alert = defineResource({ ...flat, verbs: [takeAlert, carryOnAlert] });
