export type ComponentStatus = 'operational' | 'under_maintenance' | 'degraded_performance' | 'partial_outage' | 'major_outage';
export type IncidentStatus = 'investigating' | 'identified' | 'monitoring' | 'resolved';
export type MaintenanceStatus = 'scheduled' | 'in_progress' | 'verifying' | 'completed';

export type Impact = 'none' | 'minor' | 'major' | 'critical';

export interface PageView {
  id: string;
  name: string;
  slug: string;
  timeZone: string;
  private?: boolean | undefined;
  tokensFrom?: string | null | undefined;
  /** Of one that is private: how one comes by a token, where the team does not give it. */
  visibility?: string | undefined;
  logo?: string | null | undefined;
  favicon?: string | null | undefined;
  colours?: { accent?: string | undefined; background?: string | undefined; text?: string | undefined } | undefined;
  /** The frame on pages of others. */
  embed?:
    | {
        position?: string | undefined;
        incidentBackground?: string | undefined;
        incidentText?: string | undefined;
        maintenanceBackground?: string | undefined;
        maintenanceText?: string | undefined;
      }
    | undefined;
  css?: string | null | undefined;
  /** In which titles and bodies are written; `en`, if nothing is said. */
  language?: string | undefined;
  /** Others that readers may choose. */
  languages?: string[] | undefined;
  /** Markdown. */
  about?: string | null | undefined;
  announcement?: string | null | undefined;
  support?: string | null | undefined;
  /** By which subscribers may be told, where that is not all. */
  channels?: string[] | null | undefined;
  /** Where visitors may sign up by SMS. */
  smsCountries?: string[] | undefined;
  /** What outages count in the uptime, in per cent, where that is not 30 and 100. */
  partialOutageWeight?: number | undefined;
  majorOutageWeight?: number | undefined;
  createdAt?: string | undefined;
  updatedAt?: string | undefined;
  domain?: { host: string; state: 'provisional' | 'confirmed' | 'taken' } | undefined;
}

export interface ComponentView {
  id: string;
  name: string;
  description: string;
  group: string | null;
  groupId?: string | null | undefined;
  /** Whether its history is to be shown. */
  showcase?: boolean | undefined;
  /** To be left out while it is operational. */
  onlyShowIfDegraded?: boolean | undefined;
  /** The first day that counts in its history. */
  startDate?: string | null | undefined;
  order: string;
  status: ComponentStatus;
  updatedAt: string;
  createdAt?: string | undefined;
}

/** A heading, at the top or in another group. */
export interface GroupView {
  id: string;
  name: string;
  description: string;
  parent: string | null;
  order: string;
  isOpen: boolean;
  /** The worst of what stands in it, however deep. */
  status: ComponentStatus;
  updatedAt: string;
  createdAt?: string | undefined;
}

export interface UpdateView {
  id: string;
  status: IncidentStatus | MaintenanceStatus;
  body: string;
  /** The same in other languages. */
  texts?: Record<string, { body: string }> | undefined;
  /** What it said of components. */
  components?: { id: string; status: ComponentStatus }[] | undefined;
  at: string;
  editedAt: string | null;
}

export interface IncidentView {
  id: string;
  title: string;
  /** The title in other languages. */
  texts?: Record<string, { title: string }> | undefined;
  status: IncidentStatus;
  impact: Impact;
  conflict: boolean;
  startedAt: string;
  resolvedAt: string | null;
  /** Until when visitors were told that they hear more, of one that goes on. */
  nextUpdateAt?: string | undefined;
  components: { id: string; status: ComponentStatus }[];
  updates: UpdateView[];
  /** So many older updates are left out here; the API has them all. */
  older?: number | undefined;
  /** Other incidents of the page that have to do with it. */
  related?: string[] | undefined;
  postmortem?: string | undefined;
}

export interface MaintenanceView {
  id: string;
  title: string;
  /** The title in other languages. */
  texts?: Record<string, { title: string }> | undefined;
  status: MaintenanceStatus;
  startsAt: string;
  endsAt: string;
  automatic?: boolean;
  /** It was called off, or broken off. */
  cancelled?: boolean;
  createdAt?: string | undefined;
  /** The rule by which it comes again (RFC 5545). */
  recurrence?: string;
  components: string[];
  updates: UpdateView[];
  /** So many older updates are left out here; the API has them all. */
  older?: number | undefined;
}

/** The whole page, at one version. */
export interface View {
  version: string;
  at: string;
  page: PageView;
  status: { indicator: 'none' | 'maintenance' | 'minor' | 'major' | 'critical'; description: string };
  components: ComponentView[];
  /** All of them. */
  groups?: GroupView[] | undefined;
  incidents: IncidentView[];
  maintenances: MaintenanceView[];
}

/** The parts of a View that one Change touched, as they are after it. */
export interface Patch {
  page?: PageView | undefined;
  components: ComponentView[];
  groups?: GroupView[] | undefined;
  incidents: IncidentView[];
  maintenances: MaintenanceView[];
  removed: string[];
}

/** What happened, worth telling; new ones may come at any time. */
export type Fact =
  | { type: 'page-changed' }
  | { type: 'component-changed'; component: string; name: string; status: ComponentStatus }
  | { type: 'component-removed'; component: string }
  | {
      type: 'incident-updated';
      incident: string;
      update: string;
      title: string;
      status: IncidentStatus;
      impact: Impact;
      body: string;
      opened: boolean;
    }
  | { type: 'incident-edited' | 'incident-removed' | 'incident-restored'; incident: string }
  | {
      type: 'maintenance-updated';
      maintenance: string;
      update: string;
      title: string;
      status: MaintenanceStatus;
      body: string;
      opened: boolean;
    }
  | { type: 'maintenance-removed'; maintenance: string };

/** What one request of a responder did to the page. */
export interface Change {
  page: string;
  version: string;
  at: string;
  facts: Fact[];
  patch: Patch;
  /** What its new updates say, as HTML that cannot run anything: by the id of each, of a translation by `<id>/<language>`. Long ones are left out. */
  html?: Record<string, string> | undefined;
}

/** `live`: a stream is open. `polling`: streams fail, the View is asked for instead. `offline`: nothing answers. `ended`: for good. */
export type LiveState = 'connecting' | 'live' | 'polling' | 'offline' | 'paused' | 'ended';

export interface Told {
  state: LiveState;
  /** How far the gateway trusts what it knows; undefined when it has not said yet. */
  freshness: 'fresh' | 'delayed' | 'stale' | `apart@${string}` | undefined;
  /** When this was last confirmed, in milliseconds of this browser's clock. */
  at: number;
}

export interface LiveOptions {
  page: string;
  /** Where the page's stream is to be had, the nearest first: a region that fails is left for the next. */
  addresses: string[];
  /** Where the page's View is to be had as JSON, in the same order. */
  views: string[];
  /** What the reader sees already: nothing that happened since is missed. */
  view: View;
  /** Called with the whole View after each change; `change` tells what happened, unless the View was taken anew. */
  onView?(view: View, change?: Change): void;
  onState?(told: Told): void;
  /** A page that is hidden for longer lets its connection go. */
  hiddenMs?: number;
  fetch?: typeof globalThis.fetch;
}

/** Follows one page: one connection for all tabs of a browser, resumed in another region when its own is away. */
export function live(options: LiveOptions): { readonly view: View; close(): void };

export function applyPatch(view: View, patch: Patch, version: string, at: string): View;

/** Does version `a` hold everything that version `b` holds? */
export function covers(a: string, b: string): boolean;
