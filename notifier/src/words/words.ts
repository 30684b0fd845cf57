import type { ComponentStatus, Impact, IncidentStatus, MaintenanceStatus } from '@pharos/core/severity';

/** A page behind a link of ours: what it asks or says. */
export interface LinkWords {
  title: string;
  text: string;
  button?: string;
}

/** All that a message says by itself, in one language. What stands in braces is filled in. */
export interface Words {
  /** For dates, as BCP 47 writes it. */
  tag: string;
  dir: 'ltr' | 'rtl';
  status: Record<IncidentStatus | MaintenanceStatus, string>;
  impact: Record<Impact, string>;
  component: Record<ComponentStatus, string>;
  /** The names of what is said of a thing. */
  impactIs: string;
  affectedAre: string;
  postedAt: string;
  statusPage: string;
  openPage: string;
  because: string;
  unsubscribe: string;
  unsubscribeRoom: string;
  /** Asks whether somebody wants to be told. */
  question: {
    badge: string;
    title: string;
    text: string;
    here: string;
    ignore: string;
    confirm: string;
    /** Short: each letter costs. */
    sms: string;
    room: string;
    roomText: string;
    push: string;
  };
  links: Record<'askConfirm' | 'confirmed' | 'askLeave' | 'left' | 'gone' | 'away' | 'wrong', LinkWords>;
}
