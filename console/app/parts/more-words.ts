import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { MoreWords } from '../words/en-more.ts';

export const MoreWordsContext = createContext<MoreWords | undefined>(undefined);

/** What the screens say that are loaded when they are first needed. */
export function useMore(): MoreWords {
  const more = useContext(MoreWordsContext);
  if (!more) throw new Error('this screen is not loaded with its words');
  return more;
}
