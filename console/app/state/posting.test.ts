import { signal } from '@preact/signals';
import { expect, it, vi } from 'vitest';
import type { Api } from '../api/api.ts';
import { NobodyAnswers, Refusal } from '../api/refusal.ts';
import { createDrafts } from './drafts.ts';
import { createPosting } from './posting.ts';
import type { Watch } from './watch.ts';

const us = { name: 'us', url: 'https://us.example' };
const eu = { name: 'eu', url: 'https://eu.example' };

function open(ask: (name: string, given: { key?: string; body?: unknown }) => Promise<unknown>) {
  const kept = new Map<string, string>();
  let keys = 0;
  const drafts = createDrafts({
    storage: {
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, text) => void kept.set(name, text),
      removeItem: () => undefined,
      key: () => null,
      length: 0,
    },
    newKey: () => `key ${++keys}`,
    now: () => 0,
  });
  const seen = [[us], [us, eu]];
  const watch = {
    regions: signal([us, eu]),
    look: async () => undefined,
    showing: async () => seen.shift() ?? [us, eu],
  } as unknown as Watch;
  const asked = vi.fn<typeof ask>(ask);
  const posting = createPosting({
    api: { ask: asked, askIn: asked } as unknown as Api,
    drafts,
    watch: () => watch,
    now: () => 1,
    wait: async () => undefined,
    words: { nobodyAnswers: 'no region answers', compose: { timePassed: 'that time has passed' } },
  });
  return { drafts, posting, asked };
}

const opened = async () => ({ value: { id: 'i', update: 'u', version: 'v1.', regions: 1 }, region: us });

it('publishes once, however often it is asked, and follows it into each region', async () => {
  const { drafts, posting, asked } = open(opened);
  drafts.change('p', 'new', { title: 'T', body: 'B' });
  const [first, second] = await Promise.all([
    posting.publish('p', 'new', { api: 'major_outage' }),
    posting.publish('p', 'new', { api: 'major_outage' }),
  ]);
  expect([first, second]).toEqual([true, false]);
  expect(asked).toHaveBeenCalledTimes(1);
  expect(asked.mock.calls[0]![1]).toMatchObject({ key: 'key 1', body: { components: [{ id: 'api', status: 'major_outage' }] } });
  await vi.waitFor(() => expect(posting.last.value?.seenIn).toEqual([us, eu]));
  expect(drafts.open('p', 'new').value).toMatchObject({ body: '', title: '' });
});

it('keeps what was typed, and its key, when no region answers or one refuses', async () => {
  let error: Error = new NobodyAnswers();
  const { drafts, posting, asked } = open(async () => {
    throw error;
  });
  drafts.change('p', 'new', { title: 'T', body: 'B' });
  expect(await posting.publish('p', 'new', { api: 'major_outage' })).toBe(false);
  expect(posting.trouble.value?.text).toBe('no region answers');
  error = new Refusal(422, 'not so', [{ path: 'title', message: 'is too long' }]);
  expect(await posting.publish('p', 'new', { api: 'major_outage' })).toBe(false);
  expect(posting.trouble.value).toEqual({ text: 'not so', fields: [{ path: 'title', message: 'is too long' }] });
  expect(drafts.open('p', 'new').value).toMatchObject({ title: 'T', body: 'B' });
  expect(asked.mock.calls.map(([, given]) => given.key)).toEqual(['key 1', 'key 1']);
});

it('takes back the whole of a new incident, and of one that was there the update alone', async () => {
  const { drafts, posting, asked } = open(opened);
  drafts.change('p', 'new', { title: 'T', body: 'B' });
  await posting.publish('p', 'new', { api: 'major_outage' });
  await posting.takeBack();
  expect(posting.last.value?.isTakenBack).toBe(true);
  await posting.publish('p', 'i', { api: 'major_outage' });
  await posting.takeBack();
  expect(asked.mock.calls.map(([name]) => name)).toEqual([
    'POST /v1/pages/{page}/incidents',
    'DELETE /v1/pages/{page}/incidents/{incident}',
    'POST /v1/pages/{page}/incidents/{incident}/updates',
    'DELETE /v1/pages/{page}/incidents/{incident}/updates/{update}',
  ]);
});

it('plans for later what has a time, once, and not for a time that has passed', async () => {
  const { drafts, posting, asked } = open(opened);
  drafts.change('p', 'i', { body: 'B', status: 'monitoring', nextIn: 30, publishAt: '1970-01-01T00:00' });
  expect(await posting.publish('p', 'i', {})).toBe(false);
  expect(posting.trouble.value?.fields).toEqual([{ path: 'publishAt', message: 'that time has passed' }]);
  drafts.change('p', 'i', { publishAt: '2040-01-01T10:00' });
  const at = new Date('2040-01-01T10:00').toISOString();
  expect(await Promise.all([posting.publish('p', 'i', { api: 'operational' }), posting.publish('p', 'i', {})])).toEqual([true, false]);
  expect(posting.planned.value).toEqual({ page: 'p', about: 'i', at });
  expect(drafts.open('p', 'i').value).toMatchObject({ body: '', publishAt: '' });
  drafts.change('p', 'new', { title: 'T', body: 'B', nextIn: 30, publishAt: '2040-01-01T10:00' });
  expect(await posting.publish('p', 'new', {})).toBe(true);
  expect(asked.mock.calls.map(([name, { body }]) => [name, body])).toEqual([
    [
      'POST /v1/pages/{page}/publications',
      { incident: 'i', body: 'B', status: 'monitoring', notify: true, components: [{ id: 'api', status: 'operational' }], publishAt: at },
    ],
    // The next word is promised from the moment in which it is published.
    [
      'POST /v1/pages/{page}/drafts',
      expect.objectContaining({ title: 'T', publishAt: at, nextUpdateAt: new Date('2040-01-01T10:30').toISOString() }),
    ],
  ]);
});
