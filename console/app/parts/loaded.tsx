import { useSignal, type ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useConsole } from '../console.ts';
import { troubleOf } from '../state/posting.ts';
import { TroubleLine } from './attempt.tsx';

export interface Loaded<T> {
  value: ReadonlySignal<T | undefined>;
  trouble: ReadonlySignal<string | undefined>;
  again(): Promise<void>;
}

/** What a screen asks the API for when it is opened, and when what it is asked for (`of`) is something else. */
export function useLoaded<T>(load: () => Promise<T>, of: unknown[]): Loaded<T> {
  const { words } = useConsole();
  const value = useSignal<T | undefined>(undefined);
  const trouble = useSignal<string | undefined>(undefined);
  const asked = useRef(0);
  const again = async () => {
    const turn = ++asked.current;
    trouble.value = undefined;
    try {
      const loaded = await load();
      // Of two that were asked for, the one that was asked for last is shown.
      if (turn === asked.current) value.value = loaded;
    } catch (error) {
      if (turn === asked.current) trouble.value = troubleOf(error, words.nobodyAnswers).text;
    }
  };
  useEffect(() => {
    void again();
    return () => void asked.current++;
  }, of);
  return { value, trouble, again };
}

/** It, once it is here; else what came in the way, and a way to try again. */
export function Here<T>({ is, children }: { is: Loaded<T>; children(value: T): ComponentChildren }) {
  const { words } = useConsole();
  const value = is.value.value;
  return (
    <>
      <TroubleLine of={is.trouble} />
      {is.trouble.value !== undefined && (
        <button type="button" onClick={() => void is.again()}>
          {words.far.again}
        </button>
      )}
      {value === undefined ? is.trouble.value === undefined && <p class="loading">{words.loading}</p> : children(value)}
    </>
  );
}
