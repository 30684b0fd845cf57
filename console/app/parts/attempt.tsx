import { useSignal, type ReadonlySignal } from '@preact/signals';
import { useConsole } from '../console.ts';
import { troubleOf, type Trouble } from '../state/posting.ts';

export interface Attempts {
  isBusy: ReadonlySignal<boolean>;
  trouble: ReadonlySignal<string | undefined>;
  /** What changes something of the page, one at a time, and is looked at afterwards. True: it was done. */
  attempt(work: () => Promise<unknown>): Promise<boolean>;
  /** What the API says of one field of what it refused. */
  wrong(path: string): string | undefined;
}

/** Of one part of a screen: what it tries, and what came in the way. */
export function useAttempts(): Attempts {
  const { watch, words } = useConsole();
  const trouble = useSignal<string | undefined>(undefined);
  const isBusy = useSignal(false);
  const fields = useSignal<Trouble['fields']>([]);
  const attempt = async (work: () => Promise<unknown>): Promise<boolean> => {
    if (isBusy.peek()) return false;
    isBusy.value = true;
    trouble.value = undefined;
    fields.value = [];
    try {
      await work();
      await watch.peek()?.look();
      return true;
    } catch (error) {
      const told = troubleOf(error, words.nobodyAnswers);
      trouble.value = told.text;
      fields.value = told.fields;
      return false;
    } finally {
      isBusy.value = false;
    }
  };
  return { isBusy, trouble, attempt, wrong: (path) => fields.value.find((field) => field.path === path)?.message };
}

/** A sentence that is told at once, to those who do not see it, too. */
export function TroubleLine({ of }: { of: ReadonlySignal<string | undefined> }) {
  if (of.value === undefined) return null;
  return (
    <p class="wrong" role="alert">
      {of.value}
    </p>
  );
}
