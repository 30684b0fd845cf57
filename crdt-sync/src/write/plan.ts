import { assertNever } from '@pharos/core/assert-never';
import type { Change } from '@pharos/core/change';
import type { Fact } from '@pharos/core/fact';
import { readIncidentDoc } from '../document/incident-doc.ts';
import { docRef, type DocRef } from '../document/kind.ts';
import { readMaintenanceDoc } from '../document/maintenance-doc.ts';
import type { Fold, Json } from '../document/registers.ts';
import { planApiKey, planAccount, planRevoke } from './plan-access.ts';
import { planCreateComponent, planEditComponent, planRemoveComponent } from './plan-component.ts';
import { planEditIncident, planEditUpdate, planOpenIncident, planPostUpdate, planRemoveIncident } from './plan-incident.ts';
import { planPostMaintenance, planRemoveMaintenance, planSchedule } from './plan-maintenance.ts';
import { planCreatePage, planEditPage } from './plan-page.ts';
import { planPostmortem } from './plan-postmortem.ts';
import { planConfirm, planSubscribe, planUnsubscribe } from './plan-subscription.ts';

export type DocWrite =
  | { ref: DocRef; fields: Record<string, Json> }
  /** A text: made already, because only the making shows whether there is anything to write. */
  | { ref: DocRef; made: { state: Uint8Array; update: Uint8Array } };

/** What a Change will do. No writes: it was done before, and nothing is told again. */
export interface Plan {
  writes: DocWrite[];
  facts: Fact[];
  notify: { update: string; components: string[]; fact: Fact } | null;
}
export const alreadyDone: Plan = { writes: [], facts: [], notify: null };

export type FoldOf = (ref: DocRef) => Fold;

/** What a plan may look at: the locked documents, folded; nothing for those that do not exist. */
export interface PlanInput {
  fold: FoldOf;
  /** The document itself: for texts. */
  state(ref: DocRef): Uint8Array;
  /** What this database writes under. */
  origin: number;
  page: { name: string } | undefined;
  now: string;
  region: string;
  lastOrder: string | undefined;
}

/** What a Change locks before anything is known of it, and which of these it may make. */
export function documentsOf(change: Change): { lock: DocRef[]; make: boolean; made?: DocRef[] } {
  switch (change.type) {
    case 'create-page':
    case 'edit-page': {
      const slug = change.slug === undefined ? [] : [docRef('slug', change.slug, null)];
      const domain = change.type === 'create-page' || !change.domain ? [] : [docRef('domain', change.domain, null)];
      return { lock: [docRef('page', change.page, change.page), ...slug, ...domain], make: true };
    }
    case 'create-component':
      return { lock: [docRef('component', change.component, change.page)], make: true };
    case 'edit-component':
    case 'remove-component':
      return { lock: [docRef('component', change.component, change.page)], make: false };
    case 'open-incident':
      return { lock: [docRef('incident', change.incident, change.page)], make: true };
    case 'post-update':
    case 'edit-incident':
    case 'edit-update':
    case 'remove-incident':
    case 'restore-incident':
      return { lock: [docRef('incident', change.incident, change.page)], make: false };
    case 'edit-postmortem': {
      const text = docRef('text', change.incident, change.page);
      return { lock: [docRef('incident', change.incident, change.page), text], make: false, made: [text] };
    }
    case 'schedule-maintenance':
      return { lock: [docRef('maintenance', change.maintenance, change.page)], make: true };
    case 'post-maintenance-update':
    case 'remove-maintenance':
      return { lock: [docRef('maintenance', change.maintenance, change.page)], make: false };
    case 'subscribe':
      return { lock: [docRef('subscription', change.subscription, change.page)], make: true };
    case 'confirm-subscription':
    case 'unsubscribe':
      return { lock: [docRef('subscription', change.subscription, change.page)], make: false };
    case 'create-account':
      return { lock: [docRef('account', change.account, null)], make: true };
    case 'create-api-key':
      return { lock: [docRef('apikey', change.key, change.page)], make: true };
    case 'revoke-api-key':
      return { lock: [docRef('apikey', change.key, null)], make: false };
    default:
      return assertNever(change);
  }
}

/** Components that a Change names: they are locked with its documents, before anything is known of these. */
export function componentsNamed(change: Change): DocRef[] {
  if (change.type === 'subscribe' || !('components' in change)) return [];
  return (change.components ?? []).map((each) => docRef('component', typeof each === 'string' ? each : each.id, change.page));
}

/** Components whose shown status a Change may move: they are locked too, so that two incidents on one component do not overlook each other. */
export function componentsTouched(change: Change, foldOf: FoldOf): DocRef[] {
  const ids = new Set<string>();
  if ('components' in change) for (const each of change.components ?? []) ids.add(typeof each === 'string' ? each : each.id);
  if ('incident' in change) {
    const incident = readIncidentDoc(foldOf(docRef('incident', change.incident, change.page)));
    for (const id of incident?.components.keys() ?? []) ids.add(id);
  }
  if ('maintenance' in change) {
    const maintenance = readMaintenanceDoc(foldOf(docRef('maintenance', change.maintenance, change.page)));
    for (const id of maintenance?.components ?? []) ids.add(id);
  }
  const page = 'page' in change ? change.page : null;
  return change.type === 'subscribe' ? [] : [...ids].map((id) => docRef('component', id, page));
}

export function planChange(change: Change, input: PlanInput): Plan {
  switch (change.type) {
    case 'create-page':
      return planCreatePage(change, input);
    case 'edit-page':
      return planEditPage(change, input);
    case 'create-component':
      return planCreateComponent(change, input);
    case 'edit-component':
      return planEditComponent(change, input);
    case 'remove-component':
      return planRemoveComponent(change, input);
    case 'open-incident':
      return planOpenIncident(change, input);
    case 'post-update':
      return planPostUpdate(change, input);
    case 'edit-incident':
      return planEditIncident(change, input);
    case 'edit-update':
      return planEditUpdate(change, input);
    case 'remove-incident':
    case 'restore-incident':
      return planRemoveIncident(change, input);
    case 'edit-postmortem':
      return planPostmortem(change, input);
    case 'schedule-maintenance':
      return planSchedule(change, input);
    case 'post-maintenance-update':
      return planPostMaintenance(change, input);
    case 'remove-maintenance':
      return planRemoveMaintenance(change, input);
    case 'subscribe':
      return planSubscribe(change, input);
    case 'confirm-subscription':
      return planConfirm(change, input);
    case 'unsubscribe':
      return planUnsubscribe(change, input);
    case 'create-account':
      return planAccount(change, input);
    case 'create-api-key':
      return planApiKey(change, input);
    case 'revoke-api-key':
      return planRevoke(change, input);
    default:
      return assertNever(change);
  }
}
