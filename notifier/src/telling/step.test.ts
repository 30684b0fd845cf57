import { newId } from '@pharos/core/id';
import { nothingYet } from '@pharos/region/telling/own';
import { expect, it } from 'vitest';
import { stragglersMs } from './plan.ts';
import { stepTelling } from './step.ts';

it('what moves is looked at often; what waits for a provider once a second, because each look reads all who are open', async () => {
  const person = newId();
  const now = 1_000_000;
  const lookAgainMs = async (since: number) => {
    const own = { ...nothingYet, cursor: person, chunks: [{ to: person, since }], hasAll: true };
    const report = { reservedTo: person, toldTo: null, open: [], isFinished: false };
    const telling = { update: newId(), step: 1, ackedStep: 1, isAlone: false, own, report };
    // More than may be said by name are open: the part stays in the window.
    const open = Array.from({ length: 10_001 }, () => person);
    const tables = { read: async () => [], readOf: async () => [], insert: async () => 0, readOpen: async () => open };
    const { change } = await stepTelling(telling, { fanout: undefined as never, total: 1 }, tables, {
      now,
      isTold: () => true,
      aloneAfterMs: 0,
    });
    return change.dueAt - now;
  };
  expect(await lookAgainMs(now - 10)).toBe(50);
  expect(await lookAgainMs(now - stragglersMs)).toBe(1_000);
});
