import { useSignal } from '@preact/signals';
import type { ComponentType, FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import { useConsole } from '../console.ts';
import type { MoreWords } from '../words/en-more.ts';
import { MoreWordsContext } from './more-words.ts';

export type Lazy<P> = FunctionComponent<P> & { fetch(): Promise<void> };

let moreWords: MoreWords | undefined;

async function fetchWords(): Promise<void> {
  moreWords ??= (await import('../words/en-more.ts')).more;
}

/** A part that is loaded when it is first shown, or fetched before, together with the words that such parts say. */
export function lazily<P extends object>(load: () => Promise<ComponentType<P>>): Lazy<P> {
  let found: ComponentType<P> | undefined;
  const fetch = async () => {
    const [loaded] = await Promise.all([load(), fetchWords()]);
    found = loaded;
  };
  const Later = (given: P) => {
    const { words } = useConsole();
    const state = useSignal<'coming' | 'here' | 'failed'>('coming');
    const begin = () => {
      state.value = 'coming';
      const tell = (to: 'here' | 'failed') => () => {
        state.value = to;
      };
      void fetch().then(tell('here'), tell('failed'));
    };
    useEffect(() => {
      if (!found) begin();
    }, []);
    const Found = found;
    if (Found && moreWords)
      return (
        <MoreWordsContext.Provider value={moreWords}>
          <Found {...given} />
        </MoreWordsContext.Provider>
      );
    if (state.value !== 'failed') return <p class="loading">{words.loading}</p>;
    return (
      <main>
        <p class="wrong" role="alert">
          {words.far.failed}
        </p>
        <button onClick={begin}>{words.far.again}</button>
      </main>
    );
  };
  return Object.assign(Later, { fetch });
}
