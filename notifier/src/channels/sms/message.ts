import { fill } from '@pharos/core/fill';
import type { Words } from '../../words/words.ts';
import { oneLine, statusWord, type Notice } from '../notice.ts';

// Two segments: what a phone still shows as one message, and what a subscriber is willing to pay for.
const segmentsMax = 2;
// A segment of a longer message gives up some room to its numbering.
const septets = { one: 160, part: 153 };
const ucs2 = { one: 70, part: 67 };

const gsm = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const gsmTwice = new Set('^{}\\[~]|€');

/** `Acme: Investigating - Checkout is slow. https://...`, cut in the title and never in the link. */
export function noticeSms(notice: Notice): string {
  const head = `${plain(notice.pageName)}: ${plain(statusWord(notice))} - `;
  return fit(head, plain(notice.fact.title), `. ${notice.url}`);
}

/** It begins with the page's name, in every language: that is what is cut where it is too long. */
export function confirmationSms({ question }: Words, pageName: string, confirmUrl: string): string {
  return fit('', plain(pageName), plain(fill(question.sms.replace('{name}', ''), { url: confirmUrl })));
}

/** How many segments a text costs; one letter outside the GSM alphabet makes every letter cost more. */
export function segmentsOf(text: string): number {
  const isGsm = Array.from(text).every((letter) => gsm.has(letter) || gsmTwice.has(letter));
  const length = isGsm ? Array.from(text).reduce((sum, letter) => sum + (gsmTwice.has(letter) ? 2 : 1), 0) : text.length;
  const room = isGsm ? septets : ucs2;
  return length <= room.one ? 1 : Math.ceil(length / room.part);
}

// A page with a very long name must not push out the link.
const headMax = 60;

function fit(name: string, middle: string, tail: string): string {
  const head = Array.from(name).slice(0, headMax).join('');
  if (segmentsOf(head + middle + tail) <= segmentsMax) return head + middle + tail;
  const letters = Array.from(middle);
  let [low, high] = [0, letters.length];
  while (low < high) {
    const half = Math.ceil((low + high) / 2);
    if (segmentsOf(`${head}${letters.slice(0, half).join('').trimEnd()}...${tail}`) <= segmentsMax) low = half;
    else high = half - 1;
  }
  return `${head}${letters.slice(0, low).join('').trimEnd()}...${tail}`;
}

// Typographers' signs have plain sisters that cost a third.
const sisters: Record<string, string> = { '‘': "'", '’': "'", '“': '"', '”': '"', '–': '-', '—': '-', '…': '...', '\u00a0': ' ', '`': "'" };

function plain(text: string): string {
  return oneLine(text).replaceAll(/[‘’“”–—…\u00a0`]/g, (sign) => sisters[sign]!);
}
