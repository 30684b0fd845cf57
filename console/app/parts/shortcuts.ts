import { useEffect } from 'preact/hooks';
import { useConsole } from '../console.ts';
import { shortcutOf } from '../state/shortcuts.ts';

// Who presses the second key later means it by itself.
const secondMs = 1_500;

export const keysSwitch = { name: 'single keys', first: { areOff: false } };

/** What keys do, wherever one is. */
export function useShortcuts({ onSearch, onExplain }: { onSearch(): void; onExplain(): void }): void {
  const { places, keeper } = useConsole();
  useEffect(() => {
    let waitsUntil = 0;
    const pressed = (event: KeyboardEvent) => {
      const { page } = places.place.peek();
      // A dialog that is open hears its own keys.
      if (page === undefined || event.altKey || event.repeat || document.querySelector('dialog[open]')) return;
      const { target } = event;
      const isTyping = target instanceof HTMLElement && /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
      const shortcut = shortcutOf({
        key: event.key,
        isHeld: event.ctrlKey || event.metaKey,
        isTyping,
        isSecond: event.timeStamp < waitsUntil,
        areKeysOff: keeper.of(keysSwitch.name, keysSwitch.first).peek().areOff,
      });
      waitsUntil = shortcut?.does === 'wait' ? event.timeStamp + secondMs : 0;
      if (!shortcut || shortcut.does === 'wait') return;
      event.preventDefault();
      if (shortcut.does === 'begin') places.go({ page, screen: 'new' });
      else if (shortcut.does === 'back') places.go({ page, screen: 'now' });
      else if (shortcut.does === 'go') places.go({ page, screen: shortcut.screen });
      else if (shortcut.does === 'search') onSearch();
      else onExplain();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}
