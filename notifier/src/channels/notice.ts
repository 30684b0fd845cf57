import { Fact } from '@pharos/resources/fact';
import type { IncidentStatus, MaintenanceStatus } from '@pharos/core/severity';
import type { SignInLink } from './email/sign-in.ts';

type FactOf<T extends Fact['type']> = Extract<Fact, { type: T }>;
/** The facts that subscribers are told. */
export type Told = FactOf<'incident-updated'> | FactOf<'maintenance-updated'>;

/** One thing to tell, on any channel. */
export interface Notice {
  id: string;
  page: string;
  pageName: string;
  at: string;
  fact: Told;
}

/** Where the links in a message lead. */
export interface Links {
  page: string;
  /** The page where one leaves, and the address a mail program posts to. */
  unsubscribe: string;
}

/** The fact, if it is one that subscribers are told. */
export function toldOf(fact: Fact | SignInLink): Told | undefined {
  return fact.type === 'incident-updated' || fact.type === 'maintenance-updated' ? fact : undefined;
}

/** Is this worth a second SMS when the first may have been lost? */
export function isUrgent(fact: Told): boolean {
  return fact.type === 'incident-updated' && fact.opened && (fact.impact === 'major' || fact.impact === 'critical');
}

const words: Record<IncidentStatus | MaintenanceStatus, string> = {
  investigating: 'Investigating',
  identified: 'Identified',
  monitoring: 'Monitoring',
  resolved: 'Resolved',
  scheduled: 'Scheduled maintenance',
  in_progress: 'Maintenance in progress',
  verifying: 'Verifying maintenance',
  completed: 'Maintenance completed',
};

export function statusWord(fact: Told): string {
  return words[fact.status];
}

/** One line for a header or a text message: whatever could break out of it becomes a space. */
export function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
