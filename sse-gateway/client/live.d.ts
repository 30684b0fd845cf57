import type { PageEvent } from '@pharos/core/fact';
import type { Patch, View } from '@pharos/core/view';

/** `live`: a stream is open. `polling`: streams fail, the View is asked for instead. `offline`: nothing answers. `ended`: for good. */
export type LiveState = 'connecting' | 'live' | 'polling' | 'offline' | 'paused' | 'ended';

export interface Told {
  state: LiveState;
  /** How far the gateway trusts what it knows; undefined when it has not said yet. */
  freshness: 'fresh' | 'delayed' | 'stale' | undefined;
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
  onView?(view: View, change?: Pick<PageEvent, 'page' | 'version' | 'at' | 'facts' | 'patch'>): void;
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
