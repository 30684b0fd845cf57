import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { useConsole } from '../console.ts';
import { doingOf, together, type Doing, type Other } from '../state/present.ts';

// A region forgets who says nothing for three times as long.
const sayEachMs = 5_000;

/** Who else looks at this, or writes about it. Every region that is reached is told, and tells: none has to hear of another. */
export function Present({ page, thing, about }: { page: string; thing: string; about: string }) {
  const { api, regions, drafts, clock, session, words } = useConsole();
  const say = words.present;
  const tab = useMemo(() => crypto.randomUUID(), []);
  const told = useSignal<Record<string, Other[]>>({});
  const doing = useComputed(() => doingOf(drafts.open(page, about).value, drafts.isBegun(page, about), clock.value));
  useEffect(() => {
    let isLeft = false;
    // Each by itself: one that hangs holds up nothing of the others, and one that does not answer says nothing of anybody.
    const tell = (what: Doing) => {
      for (const door of regions.all()) {
        const body = { thing, tab, doing: what };
        const asked = api.askIn(door, 'POST /v1/pages/{page}/presence', { path: { page }, body }).catch(() => undefined);
        void asked.then((heard) => {
          if (!isLeft) told.value = { ...told.peek(), [door.url]: heard?.value.others ?? [] };
        });
      }
    };
    const look = () => {
      if (document.visibilityState === 'visible') tell(doing.peek());
    };
    // At once when it is something else, and again and again.
    const stop = doing.subscribe(look);
    const timer = setInterval(look, sayEachMs);
    return () => {
      isLeft = true;
      stop();
      clearInterval(timer);
      tell('gone');
    };
  }, [page, thing]);
  const own = session.account.value?.person.id ?? '';
  const { writing, looking } = together(Object.values(told.value), own);
  const list = new Intl.ListFormat('en');
  const names = (all: Other[]) => list.format(all.map(({ person, name }) => (person === own ? say.you : name)));
  return (
    <p class={writing.length > 0 ? 'present due' : 'present soft'} role="status">
      {[
        writing.length > 0 && say.writing(names(writing), writing.length),
        looking.length > 0 && say.looking(names(looking), looking.length),
      ]
        .filter(Boolean)
        .join(' · ')}
    </p>
  );
}
