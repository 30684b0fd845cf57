import type { OptOut } from '../opt-out.ts';
import { linkPage } from './page.ts';
import { readLink, type LinkPurpose, type LinkSubject } from './token.ts';
import type { WritePath } from './write-path.ts';

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
  const confirm = async ({ page, subscription }: LinkSubject) => {
    const answer = await writePath.confirm(page, subscription);
    if (answer === 'away') return linkPage({ ...texts.away, status: 503 });
    if (answer === 'gone' || answer === 'missing') return linkPage({ ...texts.gone, status: 410 });
    await optOut.stay(subscription);
    return linkPage(texts.confirmed);
  };
  const leave = async ({ page, subscription }: LinkSubject) => {
    await optOut.leave(subscription, page, now());
    const answer = await writePath.leave(page, subscription);
    if (answer === 'done' || answer === 'gone') await optOut.forwarded(subscription);
    return linkPage(texts.left);
  };

  return async (request) => {
    const [, purpose, token] = /^\/(confirm|unsubscribe)\/([^/]+)$/.exec(new URL(request.url).pathname) ?? [];
    const subject = purpose && token ? readLink(key, purpose as LinkPurpose, token) : undefined;
    if (!subject) return linkPage({ ...texts.wrong, status: 404 });
    if (request.method === 'GET' || request.method === 'HEAD') return linkPage(purpose === 'confirm' ? texts.askConfirm : texts.askLeave);
    if (request.method !== 'POST') return linkPage({ ...texts.wrong, status: 405 });
    return purpose === 'confirm' ? confirm(subject) : leave(subject);
  };
}

const texts = {
  askConfirm: {
    title: 'Get these updates?',
    text: 'One click, and we tell you when something happens. You can leave at any time.',
    button: 'Yes, confirm',
  },
  confirmed: { title: 'You are in', text: 'From now on we tell you when something happens.' },
  askLeave: { title: 'Stop these updates?', text: 'One click, and we send you nothing more for this subscription.', button: 'Unsubscribe' },
  left: { title: 'You have left', text: 'We send you nothing more for this subscription.' },
  gone: { title: 'This subscription has ended', text: 'To get updates again, subscribe once more on the status page.' },
  away: { title: 'Not yet', text: 'We could not save this just now. Please try again in a minute.' },
  wrong: { title: 'This link leads nowhere', text: 'It may have been cut off in the message: copy all of it, and try again.' },
};
