import type { Words } from '../words/words.ts';
import type { Message } from './channel.ts';
import type { Notice } from './notice.ts';

/** Whom one message goes to, and where what it links leads; what has to be signed is signed when it is asked for. */
export interface Addressed {
  delivery: string;
  to: string;
  subscription: string;
  /** Of a webhook, in whose shape it is told. */
  shape: string;
  /** When what is told happened. */
  at: string;
  page: { id: string; name: string; url: string };
  /** In which a question is asked. */
  words: Words;
  confirmUrl(): string;
  unsubscribeUrl(): string;
  /** By which this subscription's messages are signed. */
  secret(): string;
}

/** Writes the messages of one channel: the same bytes each time it is asked for, so that a repetition is one. */
export interface Composer<T extends Message = Message> {
  /** Asks whether somebody wants to be told. */
  question(to: Addressed): T;
  notice(to: Addressed, notice: Notice): T;
}

// A lease's deliveries are of few notices, in few languages, and the next lease's mostly of the same. Each may be some hundred thousand letters.
const keptMax = 32;

/** What is the same for everybody who is sent a notice in one language is made once, however many they are. */
export function oncePerNotice<T>(make: (notice: Notice) => T): (notice: Notice) => T {
  const kept = new Map<string, T>();
  return (notice) => {
    const name = `${notice.id} ${notice.language}`;
    const value = kept.get(name) ?? make(notice);
    kept.delete(name); // moves to the end: the longest unused is let go first
    kept.set(name, value);
    if (kept.size > keptMax) kept.delete(kept.keys().next().value!);
    return value;
  };
}
