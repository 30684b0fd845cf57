import { Fragment, type ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useConsole } from '../console.ts';
import { ways } from '../state/shortcuts.ts';
import { useMore } from './more-words.ts';
import { keysSwitch } from './shortcuts.ts';
import { Tick } from './tick.tsx';

/** What keys do; and the switch for those who are better off without. */
export function ShortcutList({ onClose }: { onClose(): void }) {
  const { keeper, words } = useConsole();
  const say = useMore().shortcuts;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const { areOff } = keeper.of(keysSwitch.name, keysSwitch.first).value;
  const rows: [ComponentChildren, string][] = [
    [<kbd>n</kbd>, say.begin],
    [<kbd>Ctrl Enter</kbd>, say.publish],
    [
      <>
        <kbd>Ctrl K</kbd> {say.or} <kbd>/</kbd>
      </>,
      say.search,
    ],
    [<kbd>Esc</kbd>, say.back],
    [<kbd>?</kbd>, say.list],
    ...Object.entries(ways).map(([key, screen]): [ComponentChildren, string] => [
      <>
        <kbd>g</kbd> {say.andThen} <kbd>{key}</kbd>
      </>,
      say.goTo(words.nav[screen as keyof typeof words.nav]),
    ]),
  ];
  return (
    <dialog ref={dialog} class="keys" aria-labelledby="keys-title" onClose={onClose}>
      <h2 id="keys-title">{say.title}</h2>
      <dl>
        {rows.map(([key, text]) => (
          <Fragment key={text}>
            <dt>{key}</dt>
            <dd>{text}</dd>
          </Fragment>
        ))}
      </dl>
      <Tick isOn={!areOff} onChange={(isOn) => keeper.set(keysSwitch.name, { areOff: !isOn })}>
        {say.singles}
      </Tick>
      <button type="button" onClick={onClose}>
        {say.close}
      </button>
    </dialog>
  );
}
