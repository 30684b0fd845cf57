import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useConsole } from '../console.ts';
import { ScheduledList } from '../screens/far.tsx';
import { readScheduled, type Scheduled as Item } from '../state/scheduled.ts';
import type { View } from '../state/watch.ts';

// What a colleague plans is for a later time: nobody waits for it to appear.
const lookEachMs = 10_000;

/** What is to be published by itself, of a page or of one incident: asked for beside the first screen, and drawn where there is any. */
export function Scheduled({ view, incident }: { view: View; incident?: string }) {
  const { api, posting } = useConsole();
  const all = useSignal<Item[]>([]);
  const page = view.page.id;
  const look = async () => {
    // What no region tells is asked for again: until then what was there stays.
    const found = await readScheduled(api, page, incident).catch(() => undefined);
    if (found) all.value = found;
  };
  useEffect(() => {
    void look();
    const timer = setInterval(() => document.visibilityState === 'visible' && void look(), lookEachMs);
    return () => clearInterval(timer);
  }, [page, incident, view.version, posting.planned.value]);
  const isEdited = useSignal(false);
  if (all.value.length === 0 && !isEdited.value) return null;
  return (
    <ScheduledList
      view={view}
      items={all.value}
      isOfOne={incident !== undefined}
      onChanged={look}
      onEditing={(is) => {
        isEdited.value = is;
      }}
    />
  );
}
