import { cut } from '@pharos/core/cut';
import { threadOf } from '../chat/card.ts';
import { markdownToText } from '../markdown.ts';
import type { Words } from '../../words/words.ts';
import { isUrgent, oneLine, statusWord, thingUrl, type Notice } from '../notice.ts';

/** What the service worker of the page (`edge/client/worker.ts`) is told. Only the browser can read it. */
export interface PushText {
  type: 'question' | 'notice';
  page: string;
  /** Of what is told: twice is once. */
  id: string;
  title: string;
  body: string;
  /** Where a click leads; of a question, where the worker says yes. */
  url: string;
  leave: string;
  /** What the button says by which one leaves. */
  leaveWord: string;
  /** What is said later of the same thing takes its place on the screen. */
  tag: string;
}

export type Urgency = 'low' | 'normal' | 'high';

export interface Push {
  text: PushText;
  urgency: Urgency;
  /** Of those that a sleeping device has not fetched yet, only the latest of a topic is kept: at most 32 letters. */
  topic: string;
}

// A push service takes 4,096 bytes, of which the encryption needs some hundred. Four bytes a letter at worst; JSON makes none of these longer.
const titleMax = 120;
const bodyMax = 400;

export function noticePush(notice: Notice, unsubscribeUrl: string): Push {
  const { fact } = notice;
  const thread = threadOf(notice);
  const urgency = isUrgent(fact) ? 'high' : fact.type === 'maintenance-updated' ? 'low' : 'normal';
  return {
    text: {
      type: 'notice',
      page: notice.page,
      id: notice.id,
      title: cut(`${statusWord(notice)}: ${plain(fact.title)}`, titleMax),
      body: cut(`${plain(notice.pageName)}: ${plain(markdownToText(fact.body))}`, bodyMax),
      url: thingUrl(notice),
      leave: unsubscribeUrl,
      leaveWord: notice.words.unsubscribe,
      tag: thread,
    },
    urgency,
    topic: thread.replaceAll('-', ''),
  };
}

/** Asks a browser whether it is there. Its visitor has answered already, by a button and to the browser itself: the worker says so. */
export function questionPush(words: Words, page: { id: string; name: string }, confirm: string, leave: string): Push {
  const name = cut(plain(page.name), titleMax);
  const { push: body } = words.question;
  return {
    text: {
      type: 'question',
      page: page.id,
      id: page.id,
      title: name,
      body,
      url: confirm,
      leave,
      leaveWord: words.unsubscribe,
      tag: page.id,
    },
    urgency: 'high',
    topic: page.id.replaceAll('-', ''),
  };
}

// Signs that JSON writes with two or six letters would make the longest text too long.
function plain(text: string): string {
  return oneLine(text).replaceAll('"', '”').replaceAll('\\', '/').toWellFormed();
}
