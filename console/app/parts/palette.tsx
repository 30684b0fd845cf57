import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useConsole } from '../console.ts';
import type { PageRow } from '../state/pages.ts';
import { isAdmin, roleOn, screensOf } from '../state/role.ts';
import { found, type Entry } from '../state/search.ts';
import type { View } from '../state/watch.ts';
import { useMore } from './more-words.ts';

/** Search over everything, by keyboard: type, move by arrows, go by Enter. */
export function Palette({ page, onClose }: { page: PageRow; onClose(): void }) {
  const { places } = useConsole();
  const say = useMore().find;
  const dialog = useRef<HTMLDialogElement>(null);
  const text = useSignal('');
  const at = useSignal(0);
  useEffect(() => dialog.current?.showModal(), []);
  const entries = found(useEntries(page, text.value), text.value);
  const chosen = Math.min(at.value, entries.length - 1);
  const go = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    places.go(entry.to);
  };
  const move = (by: number) => {
    at.value = (chosen + by + entries.length) % Math.max(entries.length, 1);
  };
  const keys: Record<string, () => void> = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: () => go(entries[chosen]) };
  return (
    <dialog
      ref={dialog}
      class="palette"
      aria-label={say.title}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <input
        type="text"
        role="combobox"
        aria-expanded={entries.length > 0}
        aria-controls="found"
        aria-autocomplete="list"
        aria-activedescendant={entries[chosen] ? `found-${chosen}` : undefined}
        aria-label={say.title}
        placeholder={say.placeholder}
        autocomplete="off"
        autofocus
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
          at.value = 0;
        }}
        onKeyDown={(event) => {
          if (!Object.hasOwn(keys, event.key)) return;
          event.preventDefault();
          keys[event.key]!();
        }}
      />
      <div id="found" role="listbox" aria-label={say.results}>
        {entries.map((entry, index) => (
          <div
            key={entry.id}
            id={`found-${index}`}
            role="option"
            aria-selected={index === chosen}
            onClick={() => go(entry)}
            onMouseMove={() => {
              at.value = index;
            }}
          >
            <span class="soft">{entry.kind}</span> {entry.label}
          </div>
        ))}
      </div>
      {entries.length === 0 && (
        <p class="soft" role="status">
          {say.none}
        </p>
      )}
    </dialog>
  );
}

/** Everything that can be found: ways first, then what the page has; of subscribers, whoever is looked for. */
function useEntries(page: PageRow, text: string): Entry[] {
  const { api, pages, session, watch, words } = useConsole();
  const { find: say, settings } = useMore();
  const templates = useSignal<Entry[]>([]);
  useEffect(() => {
    // Without them, all the rest is found.
    void api.ask('GET /v1/pages/{page}/templates', { path: { page: page.id }, query: { limit: 100 } }).then(
      ({ value }) => {
        const to = (thing: string) => ({ page: page.id, screen: 'templates' as const, thing });
        templates.value = value.items.map(({ id, name }) => ({ id, kind: say.kinds.template, label: name, to: to(id) }));
      },
      () => undefined,
    );
  }, [page.id]);
  const account = session.account.value;
  const role = account ? roleOn(account, page) : undefined;
  const ways = screensOf(role);
  const at = { page: page.id };
  const { kinds } = say;
  const entries: Entry[] = [
    { id: 'begin', kind: kinds.action, label: say.begin, to: { ...at, screen: 'new' } },
    { id: 'plan', kind: kinds.action, label: say.plan, to: { ...at, screen: 'maintenance', thing: 'new' } },
    ...[...ways.page, ...ways.team].map((screen): Entry => {
      const label = words.nav[screen as keyof typeof words.nav];
      return { id: screen, kind: kinds.screen, label, to: { ...at, screen } };
    }),
    ...thingsOf(watch.value?.view.value, page.id, kinds),
    ...templates.value,
    ...(pages.all.value ?? []).map(({ id, name }): Entry => ({ id, kind: kinds.page, label: name, to: { page: id, screen: 'now' } })),
  ];
  if (!isAdmin(role)) return entries;
  const parts = Object.entries(settings.parts).map(([part, label]): Entry => {
    return { id: `part ${part}`, kind: kinds.screen, label: say.part(label), to: { ...at, screen: 'settings', thing: part } };
  });
  const sought = text.trim();
  const address: Entry[] =
    sought.length < 3
      ? []
      : [{ id: 'sought', kind: kinds.subscribers, label: say.sought(sought), to: { ...at, screen: 'subscribers', thing: sought } }];
  return [...entries, ...parts, ...address];
}

function thingsOf(view: View | undefined, page: string, kinds: Record<'component' | 'incident' | 'maintenance', string>): Entry[] {
  if (!view) return [];
  return [
    ...view.incidents.map(({ id, title }): Entry => ({
      id,
      kind: kinds.incident,
      label: title,
      to: { page, screen: 'incident', thing: id },
    })),
    ...view.maintenances.map(({ id, title }): Entry => ({
      id,
      kind: kinds.maintenance,
      label: title,
      to: { page, screen: 'maintenance', thing: id },
    })),
    ...view.components.map(({ id, name }): Entry => ({ id, kind: kinds.component, label: name, to: { page, screen: 'components' } })),
  ];
}
