import type { ComponentChildren } from 'preact';
import { useConsole } from '../console.ts';
import { writePlace, type Place } from '../state/place.ts';

interface Given {
  to: Place;
  isCurrent?: boolean;
  class?: string;
  children: ComponentChildren;
}

/** The way to a place of the console: a link, so that it opens in another tab, too. */
export function Link({ to, isCurrent = false, class: name, children }: Given) {
  const { places } = useConsole();
  return (
    <a
      href={writePlace(to)}
      class={name}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        places.go(to);
      }}
    >
      {children}
    </a>
  );
}
