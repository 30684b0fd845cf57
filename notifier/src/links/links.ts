import { chooseLanguage } from '@pharos/core/choose-language';
import type { OptOut } from '../opt-out.ts';
import { wordsFor, wordsIn } from '../words/all.ts';
import type { Words } from '../words/words.ts';
import { linkPage } from './page.ts';
import { readLink, type LinkPurpose, type LinkSubject } from './token.ts';
import type { WritePath } from './write-path.ts';

// English where a browser asks for none that we speak.
const languages = ['en', ...Object.keys(wordsIn)];

export interface LinksOptions {
  key: string;
  writePath: WritePath;
  optOut: OptOut;
  now(): number;
}

/**
 * The pages behind the links in our messages. GET asks, POST does; the holder of the link is believed without a login.
 * Leaving is obeyed at once, also while the write path is away; joining waits for it.
 */
export function createLinks({ key, writePath, optOut, now }: LinksOptions): (request: Request) => Promise<Response> {
  const confirm = async ({ page, subscription }: LinkSubject, words: Words) => {
    const answer = await writePath.confirm(page, subscription);
    if (answer === 'away') return linkPage(words, { ...words.links.away, status: 503 });
    if (answer === 'gone' || answer === 'missing') return linkPage(words, { ...words.links.gone, status: 410 });
    await optOut.stay(subscription);
    return linkPage(words, words.links.confirmed);
  };
  const leave = async ({ page, subscription }: LinkSubject, words: Words) => {
    await optOut.leave(subscription, page, now());
    const answer = await writePath.leave(page, subscription);
    if (answer === 'done' || answer === 'gone') await optOut.forwarded(subscription);
    return linkPage(words, words.links.left);
  };

  return async (request) => {
    const words = wordsFor(chooseLanguage(languages, undefined, request.headers.get('accept-language') ?? undefined));
    const [, purpose, token] = /^\/(confirm|unsubscribe)\/([^/]+)$/.exec(new URL(request.url).pathname) ?? [];
    const subject = purpose && token ? readLink(key, purpose as LinkPurpose, token) : undefined;
    if (!subject) return linkPage(words, { ...words.links.wrong, status: 404 });
    if (request.method === 'GET' || request.method === 'HEAD')
      return linkPage(words, purpose === 'confirm' ? words.links.askConfirm : words.links.askLeave);
    if (request.method !== 'POST') return linkPage(words, { ...words.links.wrong, status: 405 });
    return purpose === 'confirm' ? confirm(subject, words) : leave(subject, words);
  };
}
