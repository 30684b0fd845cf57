import { signal, type ReadonlySignal } from '@preact/signals';
import type { Api } from '../api/api.ts';
import type { RegionDoor } from '../api/regions.ts';
import { NobodyAnswers, Refusal } from '../api/refusal.ts';
import type { Draft, Drafts } from './drafts.ts';
import { newIncident, nextUpdate, publishedAt } from './request.ts';
import type { Watch } from './watch.ts';

/** What was published, and where it is seen by now. */
export interface Posted {
  page: string;
  incident: string;
  update: string;
  /** The first of its incident: to take it back is to take back the incident. */
  isFirst: boolean;
  at: number;
  by: RegionDoor;
  seenIn: RegionDoor[];
  isTakenBack: boolean;
}

/** What was written to be published later. */
export interface Planned {
  page: string;
  /** An incident, or `new`. */
  about: string;
  at: string;
}

export interface Trouble {
  text: string;
  fields: { path: string; message: string }[];
}

export interface Posting {
  isSending: ReadonlySignal<boolean>;
  trouble: ReadonlySignal<Trouble | undefined>;
  last: ReadonlySignal<Posted | undefined>;
  planned: ReadonlySignal<Planned | undefined>;
  /** True: it is published, or planned to be, as the draft says. What is being sent already is not sent again. */
  publish(page: string, about: string, components: Draft['components']): Promise<boolean>;
  takeBack(): Promise<void>;
  forget(): void;
}

export interface PostingOptions {
  api: Api;
  drafts: Drafts;
  watch(): Watch | undefined;
  now(): number;
  wait(ms: number): Promise<void>;
  words: { nobodyAnswers: string; compose: { timePassed: string } };
}

/** How long a post can be taken back in one action. */
export const takeBackMs = 30_000;
// Regions hear of it in a fifth of a second; who has not after this is cut off, and the bar says so.
const spreadEachMs = 500;
const spreadTries = 40;

/** States: nothing; sending; published and spreading, region by region; taken back. */
export function createPosting({ api, drafts, watch, now, wait, words }: PostingOptions): Posting {
  const isSending = signal(false);
  const trouble = signal<Trouble>();
  const last = signal<Posted>();
  const planned = signal<Planned>();

  const send = async (page: string, about: string, draft: Draft): Promise<Posted> => {
    const { key } = draft;
    const common = { at: now(), seenIn: [], isTakenBack: false, page };
    if (about === 'new') {
      const { value, region } = await api.ask('POST /v1/pages/{page}/incidents', { path: { page }, body: newIncident(draft, now()), key });
      return { ...common, incident: value.id, update: value.update, isFirst: true, by: region };
    }
    const path = { page, incident: about };
    const { value, region } = await api.ask('POST /v1/pages/{page}/incidents/{incident}/updates', {
      path,
      body: nextUpdate(draft, now()),
      key,
    });
    return { ...common, incident: about, update: value.id, isFirst: false, by: region };
  };

  const plan = async (page: string, about: string, draft: Draft, publishAt: string): Promise<void> => {
    const { key } = draft;
    if (about === 'new') {
      const body = { ...newIncident(draft, Date.parse(publishAt)), publishAt };
      await api.ask('POST /v1/pages/{page}/drafts', { path: { page }, body, key });
    } else {
      const { nextUpdateAt: _promised, ...said } = nextUpdate(draft, now());
      await api.ask('POST /v1/pages/{page}/publications', { path: { page }, body: { ...said, incident: about, publishAt }, key });
    }
  };

  const followSpread = async (posted: Posted) => {
    for (let tries = 0; tries < spreadTries; tries++) {
      const watching = watch();
      if (!watching || last.peek()?.update !== posted.update || last.peek()?.isTakenBack) return;
      const seenIn = await watching.showing(posted.incident, posted.update);
      if (last.peek()?.update !== posted.update) return;
      last.value = { ...last.peek()!, seenIn };
      if (seenIn.length === watching.regions.peek().length) return;
      await wait(spreadEachMs);
    }
  };

  const publish = async (page: string, about: string, components: Draft['components']): Promise<boolean> => {
    if (isSending.peek()) return false;
    isSending.value = true;
    trouble.value = undefined;
    const draft = { ...drafts.open(page, about).peek(), components };
    const publishAt = publishedAt(draft);
    try {
      if (publishAt !== undefined && Date.parse(publishAt) <= now()) {
        trouble.value = { text: words.compose.timePassed, fields: [{ path: 'publishAt', message: words.compose.timePassed }] };
        return false;
      }
      if (publishAt !== undefined) {
        await plan(page, about, draft, publishAt);
        drafts.published(page, about);
        last.value = undefined;
        planned.value = { page, about, at: publishAt };
        return true;
      }
      const posted = await send(page, about, draft);
      drafts.published(page, about);
      planned.value = undefined;
      last.value = posted;
      void watch()?.look();
      void followSpread(posted);
      return true;
    } catch (error) {
      trouble.value = troubleOf(error, words.nobodyAnswers);
      return false;
    } finally {
      isSending.value = false;
    }
  };

  const takeBack = async () => {
    const posted = last.peek();
    if (!posted || posted.isTakenBack) return;
    const { page, incident, update } = posted;
    try {
      if (posted.isFirst) await api.ask('DELETE /v1/pages/{page}/incidents/{incident}', { path: { page, incident } });
      else await api.ask('DELETE /v1/pages/{page}/incidents/{incident}/updates/{update}', { path: { page, incident, update } });
      last.value = { ...posted, isTakenBack: true };
      await watch()?.look();
    } catch (error) {
      trouble.value = troubleOf(error, words.nobodyAnswers);
    }
  };

  return {
    isSending,
    trouble,
    last,
    planned,
    publish,
    takeBack,
    forget: () => {
      last.value = undefined;
      planned.value = undefined;
      trouble.value = undefined;
    },
  };
}

export function troubleOf(error: unknown, nobodyAnswers: string): Trouble {
  if (error instanceof Refusal) return { text: error.message, fields: error.fields };
  if (error instanceof NobodyAnswers) return { text: nobodyAnswers, fields: [] };
  throw error;
}
