import { request } from 'undici';

/** The write path, as the links need it: the change itself is the API's to make. */
export interface WritePath {
  confirm(page: string, subscription: string): Promise<WriteAnswer>;
  leave(page: string, subscription: string): Promise<WriteAnswer>;
}

/**
 * `gone`: there is no such subscription any more. `missing`: nobody who answered knows it, which may be because it has not reached
 * them yet. `away`: somebody did not answer, and nobody else knows it.
 */
export type WriteAnswer = 'done' | 'gone' | 'missing' | 'away';

export interface WritePathOptions {
  /** Base addresses of APIs, the near one first: any of them takes the write. */
  apiUrls: string[];
  apiKey: string;
}

// A person waits for this answer.
const answerMs = 3_000;

export function createWritePath({ apiUrls, apiKey }: WritePathOptions): WritePath {
  const ask = async (method: 'POST' | 'DELETE', path: string): Promise<WriteAnswer> => {
    let isAnyAway = false;
    for (const base of apiUrls) {
      try {
        const answer = await request(new URL(path, base), {
          method,
          headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
          ...(method === 'POST' ? { body: '{}' } : {}),
          signal: AbortSignal.timeout(answerMs),
        });
        await answer.body.dump();
        if (answer.statusCode < 300) return 'done';
        if (answer.statusCode === 409 || answer.statusCode === 410) return 'gone';
        isAnyAway ||= answer.statusCode !== 404;
      } catch {
        isAnyAway = true; // the next region takes writes just as well
      }
    }
    return isAnyAway ? 'away' : 'missing';
  };
  return {
    confirm: (page, subscription) => ask('POST', `/v1/pages/${page}/subscriptions/${subscription}/confirm`),
    leave: (page, subscription) => ask('DELETE', `/v1/pages/${page}/subscriptions/${subscription}`),
  };
}
