import type { Json } from '@pharos/resources/fold';
import { readIncidentDoc, type IncidentEntry } from '@pharos/resources/incident/fields';
import { seenOf } from '@pharos/resources/incident/heads';
import { expect, it } from 'vitest';
import { foldState, mergeDelta, writeFields } from './registers.ts';

const us = { origin: 2 ** 26 + 7, region: 1 };
const eu = { origin: 2 * 2 ** 26 + 9, region: 2 };
const component = '0198c0de-0000-7000-8000-000000000001';
const [first, over, worse, next] = ['11', '12', '13', '14'].map((end) => `0198c0de-0000-7000-8000-0000000000${end}`);
const entry = (status: IncidentEntry['status'], seen: Record<string, number>, shown: IncidentEntry['components'][string]): Json => ({
  status,
  impact: status === 'resolved' ? 'minor' : 'critical',
  body: status,
  at: '2030-01-01T00:00:00.000Z',
  seen,
  components: { [component]: shown },
});
const fields = { title: 'Down', impact: 'minor', startedAt: '2030-01-01T00:00:00.000Z', createdAt: '2030-01-01T00:00:00.000Z' };
const opened = writeFields(
  new Uint8Array(),
  { ...fields, [`u/${first}`]: entry('investigating', {}, 'partial_outage') },
  { ...us, hlc: 10 },
);
const seen = seenOf(foldState(opened.state));
const resolved = writeFields(opened.state, { [`u/${over}`]: entry('resolved', seen, 'operational') }, { ...us, hlc: 30 });
const escalated = writeFields(opened.state, { [`u/${worse}`]: entry('identified', seen, 'major_outage') }, { ...eu, hlc: 20 });

it('two responders out of touch: both updates are kept, the worst holds, and it is told that they differ', () => {
  const merged = readIncidentDoc(foldState(mergeDelta(resolved.state, escalated.delta, eu.origin)));
  const mirrored = readIncidentDoc(foldState(mergeDelta(escalated.state, resolved.delta, us.origin)));
  expect(merged).toEqual(mirrored);
  expect(merged).toMatchObject({ status: 'identified', impact: 'critical', conflict: true, resolvedAt: null });
  expect(merged?.updates.map(({ id }) => id)).toEqual([first, worse, over]);
  expect(merged?.components.get(component)).toBe('major_outage');
});

it('the next update, by somebody who has seen both, ends the conflict', () => {
  const state = mergeDelta(resolved.state, escalated.delta, eu.origin);
  const after = writeFields(state, { [`u/${next}`]: entry('resolved', seenOf(foldState(state)), 'operational') }, { ...eu, hlc: 40 });
  expect(readIncidentDoc(foldState(after.state))).toMatchObject({
    status: 'resolved',
    conflict: false,
    resolvedAt: '2030-01-01T00:00:00.000Z',
  });
});

it('what two promised out of touch is due when the first of them is; who has seen both promises anew, or nothing', () => {
  const promising = (at: string, id: string, where: typeof us, hlc: number) => {
    const said = entry('identified', seen, 'partial_outage') as Record<string, Json>;
    return writeFields(opened.state, { [`u/${id}`]: { ...said, nextUpdateAt: at } }, { ...where, hlc });
  };
  const sooner = promising('2030-01-01T08:00:00.000Z', over!, us, 30);
  const later = promising('2030-01-01T09:00:00.000Z', worse!, eu, 20);
  const both = mergeDelta(sooner.state, later.delta, eu.origin);
  expect(readIncidentDoc(foldState(both))?.nextUpdateAt).toBe('2030-01-01T08:00:00.000Z');
  const after = writeFields(both, { [`u/${next}`]: entry('identified', seenOf(foldState(both)), 'partial_outage') }, { ...eu, hlc: 40 });
  expect(readIncidentDoc(foldState(after.state))?.nextUpdateAt).toBeNull();
});

it('an edited text is shown, and that it was edited', () => {
  const edited = writeFields(opened.state, { [`b/${first}`]: { body: 'better', at: '2030-01-01T00:01:00.000Z' } }, { ...us, hlc: 50 });
  expect(readIncidentDoc(foldState(edited.state))?.updates[0]).toMatchObject({
    body: 'better',
    editedAt: '2030-01-01T00:01:00.000Z',
  });
});

it('an update that was taken off it says nothing any more: the incident stands as those before left it', () => {
  const removed = writeFields(resolved.state, { [`x/${over}`]: { at: '2030-01-01T00:02:00.000Z' } }, { ...us, hlc: 50 });
  expect(readIncidentDoc(foldState(removed.state))).toMatchObject({
    status: 'investigating',
    resolvedAt: null,
    updates: [{ id: first }],
    removedUpdates: [over],
    components: new Map([[component, 'partial_outage']]),
  });
  // Each of two, out of touch, takes the other's last one off: nobody wanted an incident without a word.
  const other = writeFields(resolved.state, { [`x/${first}`]: { at: '2030-01-01T00:02:00.000Z' } }, { ...eu, hlc: 50 });
  const merged = readIncidentDoc(foldState(mergeDelta(removed.state, other.delta, eu.origin)));
  expect(merged).toMatchObject({ status: 'resolved', updates: [{ id: first }, { id: over }], removedUpdates: [] });
});

it('somebody’s word for when it ended holds until it is resolved once more', () => {
  const said = writeFields(resolved.state, { resolvedAt: '2029-12-31T00:00:00.000Z' }, { ...us, hlc: 50 });
  expect(readIncidentDoc(foldState(said.state))?.resolvedAt).toBe('2029-12-31T00:00:00.000Z');
  const open = writeFields(said.state, { [`u/${worse}`]: entry('identified', { 1: 50 }, 'major_outage') }, { ...us, hlc: 60 });
  expect(readIncidentDoc(foldState(open.state))?.resolvedAt).toBeNull();
  const again = writeFields(open.state, { [`u/${next}`]: entry('resolved', { 1: 60 }, 'operational') }, { ...us, hlc: 70 });
  expect(readIncidentDoc(foldState(again.state))?.resolvedAt).toBe('2030-01-01T00:00:00.000Z');
});
