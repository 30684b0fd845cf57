import { useComputed, useSignal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useConsole } from '../console.ts';
import { move, rowsOf, stepped, targetOf, zoneOf, type Moved, type Row, type Step, type Zone } from '../state/tree.ts';
import type { View } from '../state/watch.ts';
import { useAttempts } from './attempt.tsx';

export interface Moving {
  rows: ReadonlySignal<Row[]>;
  /** What was moved last, for who hears it. */
  last: ReadonlySignal<string | undefined>;
  /** What is dragged, and over which part of which row it is held. */
  drag: ReadonlySignal<{ id: string; over: string | undefined; zone: Zone } | undefined>;
  trouble: ReadonlySignal<string | undefined>;
  step(id: string, to: Step): void;
  grab(id: string, event: PointerEvent): void;
}

// Somebody who presses a key five times means the fifth place: it is written once, when the hand rests.
const restMs = 600;

/** Moves rows by keys and by a pointer: they are seen there at once, and written once. */
export function useMoving(view: View): Moving {
  const { api, watch } = useConsole();
  const { trouble, attempt } = useAttempts();
  const moved = useSignal<(Moved & Pick<Row, 'kind'>) | undefined>(undefined);
  const last = useSignal<string | undefined>(undefined);
  const drag = useSignal<{ id: string; over: string | undefined; zone: Zone } | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const writing = useRef<Promise<unknown>>(Promise.resolve());
  const rows = useComputed(() => rowsOf(watch.value?.view.value ?? view, moved.value));
  const page = view.page.id;

  const write = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    const what = moved.peek();
    if (!what) return;
    const { id, parent, order, kind } = what;
    // One after the other: the last of them holds.
    writing.current = writing.current.then(async () => {
      await attempt(() =>
        kind === 'group'
          ? api.ask('PATCH /v1/pages/{page}/groups/{group}', { path: { page, group: id }, body: { order, parent } })
          : api.ask('PATCH /v1/pages/{page}/components/{component}', { path: { page, component: id }, body: { order, groupId: parent } }),
      );
      // The page shows it by now; or it was refused, and stands where it stood.
      if (moved.peek() === what) moved.value = undefined;
    });
  };
  useEffect(() => () => void (timer.current !== undefined && write()), []);

  const put = (id: string, to: Parameters<typeof move>[2]): boolean => {
    if (moved.peek() !== undefined && moved.peek()!.id !== id) write();
    const row = rows.peek().find((each) => each.id === id);
    const made = row && move(rows.peek(), id, to);
    if (!made) return false;
    moved.value = { ...made, kind: row.kind };
    last.value = id;
    return true;
  };
  return {
    rows,
    last,
    drag,
    trouble,
    step: (id, to) => {
      const target = stepped(rows.peek(), id, to);
      if (!target || !put(id, target)) return;
      clearTimeout(timer.current);
      timer.current = setTimeout(write, restMs);
    },
    grab: (id, event) => {
      if (event.button !== 0) return;
      const handle = event.currentTarget as HTMLElement;
      handle.setPointerCapture(event.pointerId);
      drag.value = { id, over: undefined, zone: 'before' };
      const stop = new AbortController();
      const { signal } = stop;
      const end = (isDropped: boolean) => {
        stop.abort();
        const held = drag.peek();
        drag.value = undefined;
        const over = rows.peek().find((row) => row.id === held?.over);
        if (isDropped && held && over && put(id, targetOf(rows.peek(), over, held.zone))) write();
      };
      handle.addEventListener('pointermove', (at) => void (drag.value = { id, ...heldOver(rows.peek(), id, at) }), { signal });
      handle.addEventListener('pointerup', () => end(true), { signal });
      handle.addEventListener('pointercancel', () => end(false), { signal });
      const giveUp = (key: KeyboardEvent) => {
        if (key.key !== 'Escape') return;
        // It is not the way back, too.
        key.stopImmediatePropagation();
        end(false);
      };
      window.addEventListener('keydown', giveUp, { signal, capture: true });
    },
  };
}

function heldOver(rows: Row[], id: string, at: PointerEvent): { over: string | undefined; zone: Zone } {
  const element = document.elementFromPoint(at.clientX, at.clientY)?.closest<HTMLElement>('[data-row]');
  const over = rows.find((row) => row.id === element?.dataset['row']);
  if (!element || !over || over.id === id) return { over: undefined, zone: 'before' };
  const { top, height } = element.getBoundingClientRect();
  return { over: over.id, zone: zoneOf(over, (at.clientY - top) / height) };
}
