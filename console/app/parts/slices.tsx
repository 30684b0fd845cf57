import { useComputed, useSignal, type ReadonlySignal } from '@preact/signals';
import { useConsole } from '../console.ts';
import { troubleOf } from '../state/posting.ts';
import { useLoaded, type Loaded } from './loaded.tsx';

interface Slice<T> {
  items: T[];
  next: string | null;
}

export interface Slices<T> extends Loaded<T[]> {
  hasMore: ReadonlySignal<boolean>;
  isBusy: ReadonlySignal<boolean>;
  more(): Promise<void>;
}

/** A list that the API gives in slices: the first one, and another one each time somebody wants to see more. */
export function useSlices<T>(load: (after: string | undefined) => Promise<Slice<T>>, of: unknown[]): Slices<T> {
  const { words } = useConsole();
  const next = useSignal<string | null>(null);
  const later = useSignal<T[]>([]);
  const isBusy = useSignal(false);
  const trouble = useSignal<string | undefined>(undefined);
  const first = useLoaded(async () => {
    const slice = await load(undefined);
    later.value = [];
    next.value = slice.next;
    return slice.items;
  }, of);
  return {
    value: useComputed(() => first.value.value && [...first.value.value, ...later.value]),
    trouble: useComputed(() => first.trouble.value ?? trouble.value),
    again: first.again,
    hasMore: useComputed(() => next.value !== null),
    isBusy,
    more: async () => {
      const after = next.peek();
      if (after === null || isBusy.peek()) return;
      isBusy.value = true;
      trouble.value = undefined;
      try {
        const slice = await load(after);
        if (next.peek() !== after) return; // another list by now
        later.value = [...later.peek(), ...slice.items];
        next.value = slice.next;
      } catch (error) {
        trouble.value = troubleOf(error, words.nobodyAnswers).text;
      } finally {
        isBusy.value = false;
      }
    },
  };
}

/** The way to what stands behind the end of a list. */
export function More({ of, label }: { of: Slices<unknown>; label: string }) {
  if (!of.hasMore.value) return null;
  return (
    <p>
      <button type="button" disabled={of.isBusy.value} onClick={() => void of.more()}>
        {label}
      </button>
    </p>
  );
}
