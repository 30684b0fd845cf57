import type { ComponentStatus, Impact, IncidentStatus, MaintenanceStatus } from '@pharos/core/severity';

/** As many forms as the language has, by the names that `Intl.PluralRules` gives them; `{n}` is the number. */
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** How a page as a whole is. */
export type Overall =
  | 'good'
  | 'maintenance'
  | 'someDegraded'
  | 'allDegraded'
  | 'someOutage'
  | 'majorOutage'
  | 'allOutage'
  | 'trouble'
  | 'nothingReported';

/** Why a door stays shut. */
export type LockedWrong = 'empty' | 'password' | 'away' | 'off' | 'refused' | 'over';

/** All that a page says by itself, in one language. What stands in braces is filled in. */
export interface Words {
  /** For dates and numbers, as BCP 47 writes it. */
  tag: string;
  dir: 'ltr' | 'rtl';
  title: string;
  overall: Record<Overall, string>;
  component: Record<ComponentStatus, string>;
  impact: Record<Impact, string>;
  update: Record<IncidentStatus | MaintenanceStatus, string>;
  cancelled: string;
  page: {
    close: string;
    skip: string;
    now: string;
    components: string;
    planned: string;
    past: string;
    more: Plural;
    since: string;
    resolvedAfter: string;
    updated: string;
    noComponents: string;
    nothingToReport: string;
    noIncidents: string;
    noOthers: string;
    conflict: string;
    affected: string;
    edited: string;
    earlierUpdates: Plural;
    postmortem: string;
    related: string;
    unnamed: string;
    zone: string;
    operationalOf: string;
    about: string;
    announcement: string;
    help: string;
    language: string;
    served: string;
    description: string;
    accessible: string;
    nextUpdate: string;
    overdue: string;
    inZone: string;
    inGroups: string;
  };
  metrics: { title: string; legend: string; nothing: string };
  mine: { choose: string; done: string; mine: string; others: Plural; showAll: string };
  days: {
    uptime: string;
    legend: string;
    today: string;
    day: string;
    state: string;
    share: string;
    incidents: string;
    unknown: string;
    noTrouble: string;
    every: string;
  };
  past: {
    title: string;
    search: string;
    find: string;
    found: Plural;
    none: string;
    earlier: string;
    later: string;
    incident: string;
    maintenance: string;
    updates: string;
    back: string;
    short: string;
    incomplete: string;
  };
  feeds: { title: string; calendar: string; json: string };
  subscribe: {
    title: string;
    lead: string;
    how: string;
    email: string;
    sms: string;
    webhook: string;
    /** `chat`: of whichever service, by its name. */
    kinds: Record<'email' | 'sms' | 'webhook' | 'chat', string>;
    address: string;
    example: string;
    some: string;
    pick: string;
    send: string;
    thanks: string;
    sentEmail: string;
    sentSms: string;
    sentWebhook: string;
    sentChat: string;
    /** Of the visitor's own browser, by a button. */
    push: { offer: string; stop: string; done: string; stopped: string; refused: string; failed: string };
    choose: string;
    nobody: string;
  };
  live: {
    connecting: string;
    live: string;
    delayed: string;
    reconnecting: string;
    polling: string;
    paused: string;
    asOf: string;
    failed: string;
    opened: string;
    changed: string;
    maintained: string;
    news: string;
    apart: string;
  };
  stale: { title: string; text: string };
  lost: Record<'notFound' | 'gone' | 'busy' | 'unavailable', { title: string; text: string }>;
  locked: { lead: string; title: string; password: string; open: string; signIn: string; wrong: Record<LockedWrong, string> };
}
