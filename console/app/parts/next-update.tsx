import { useSignal } from '@preact/signals';
import { useConsole } from '../console.ts';
import type { Draft } from '../state/drafts.ts';
import { promises } from '../state/promise.ts';
import { ago } from './ago.ts';

/** Until when visitors are told more: the page counts down to it. */
export function NextUpdate({ draft, wrong, onChange }: { draft: Draft; wrong: string | undefined; onChange(to: Partial<Draft>): void }) {
  const { words } = useConsole();
  const say = words.compose;
  const isOwn = useSignal(draft.nextAt !== '');
  const option = (label: string, isChosen: boolean, choose: () => void) => (
    <label key={label} class={isChosen ? 'chosen' : ''}>
      <input type="radio" name="next-update" checked={isChosen} onChange={choose} />
      {label}
    </label>
  );
  const chooseMinutes = (nextIn: number) => {
    isOwn.value = false;
    onChange({ nextIn, nextAt: '' });
  };
  return (
    <fieldset class="choice">
      <legend>
        {say.next} <span class="soft">{say.nextHint}</span>
      </legend>
      <div>
        {option(say.nextNone, !isOwn.value && draft.nextIn === 0, () => chooseMinutes(0))}
        {promises.map((minutes) => option(say.nextIn(minutes), !isOwn.value && draft.nextIn === minutes, () => chooseMinutes(minutes)))}
        {option(say.nextOwn, isOwn.value, () => {
          isOwn.value = true;
          onChange({ nextIn: 0 });
        })}
      </div>
      {isOwn.value && (
        <input
          type="datetime-local"
          aria-label={say.nextAt}
          value={draft.nextAt}
          onInput={(event) => onChange({ nextAt: event.currentTarget.value })}
        />
      )}
      {wrong !== undefined && (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      )}
    </fieldset>
  );
}

/** What visitors were promised, and whether they wait for it. */
export function Promised({ nextUpdateAt }: { nextUpdateAt: string | undefined }) {
  const { words, clock } = useConsole();
  if (nextUpdateAt === undefined) return null;
  const isOver = clock.value > Date.parse(nextUpdateAt);
  const time = new Intl.DateTimeFormat('en', { timeStyle: 'short' }).format(new Date(nextUpdateAt));
  const far = ago(nextUpdateAt, clock.value);
  return <span class={isOver ? 'due' : 'soft'}> · {isOver ? words.now.overdue(time, far) : words.now.promised(time, far)}</span>;
}
