import { signal, type ReadonlySignal } from '@preact/signals';
import type { Answer, Api } from '../api/api.ts';
import type { RegionDoor, Regions } from '../api/regions.ts';
import { Refusal } from '../api/refusal.ts';

export type View = Answer<'GET /v1/pages/{page}/view'>;

/** How a region looks from this browser. */
export interface RegionState {
  door: RegionDoor;
  isThere: boolean;
  version: string | undefined;
  tookMs: number;
  /** Since when it has had another version than the one that is spoken to. */
  behindSince: number | undefined;
}

export interface Watch {
  view: ReadonlySignal<View | undefined>;
  regions: ReadonlySignal<RegionState[]>;
  /** A sentence, where the page cannot be read. */
  trouble: ReadonlySignal<string | undefined>;
  /** Now, and not when it is due. */
  look(): Promise<void>;
  /** Which regions show this update. */
  showing(incident: string, update: string): Promise<RegionDoor[]>;
  stop(): void;
}

export interface WatchOptions {
  api: Api;
  regions: Regions;
  page: string;
  now(): number;
  isVisible(): boolean;
  later(work: () => void, ms: number): () => void;
}

// An answer from memory each time, for one person: what a visitor's stream does for thousands is not needed here.
const lookEachMs = 2_000;

/** Looks at one page in all regions, again and again: what it says, and whether they agree. */
export function watchPage({ api, regions, page, now, isVisible, later }: WatchOptions): Watch {
  const view = signal<View>();
  const states = signal<RegionState[]>([]);
  const trouble = signal<string>();
  let isStopped = false;
  let cancel = () => undefined as void;

  const lookIn = async (door: RegionDoor): Promise<{ state: RegionState; said?: View; error?: unknown }> => {
    const started = now();
    const before = states.peek().find((each) => each.door.url === door.url);
    try {
      const { value } = await api.askIn(door, 'GET /v1/pages/{page}/view', { path: { page } });
      const state = { door, isThere: true, version: value.version, tookMs: now() - started, behindSince: before?.behindSince };
      return { state, said: value };
    } catch (error) {
      const isThere = error instanceof Refusal && error.status !== 503;
      return { state: { door, isThere, version: undefined, tookMs: now() - started, behindSince: before?.behindSince }, error };
    }
  };

  const look = async () => {
    const seen = await Promise.all(regions.all().map(lookIn));
    if (isStopped) return;
    const spokenTo = seen.find(({ state }) => state.door === regions.here());
    const here = spokenTo?.state.isThere ? spokenTo : seen.find(({ said }) => said);
    if (here && here.state.door !== regions.here()) regions.answered(here.state.door);
    states.value = seen.map(({ state }) => {
      const isBehind = state.isThere && state.version !== here?.state.version;
      return { ...state, behindSince: isBehind ? (state.behindSince ?? now()) : undefined };
    });
    // The same again must not draw the page again, under somebody's hands.
    if (here?.said && here.said.version !== view.peek()?.version) view.value = here.said;
    trouble.value = here?.said ? undefined : sentenceOf(here?.error);
  };
  const again = () => {
    if (isStopped) return;
    cancel = later(() => void (isVisible() ? look().finally(again) : again()), lookEachMs);
  };
  void look().finally(again);

  const showing = async (incident: string, update: string): Promise<RegionDoor[]> => {
    const asked = await Promise.all(
      regions.all().map(async (door) => {
        const told = await api
          .askIn(door, 'GET /v1/pages/{page}/incidents/{incident}', { path: { page, incident } })
          .catch(() => undefined);
        return told?.value.updates.some(({ id }) => id === update) ? [door] : [];
      }),
    );
    return asked.flat();
  };

  return {
    view,
    regions: states,
    trouble,
    look,
    showing,
    stop: () => {
      isStopped = true;
      cancel();
    },
  };
}

function sentenceOf(error: unknown): string | undefined {
  return error instanceof Refusal ? error.message : undefined;
}
