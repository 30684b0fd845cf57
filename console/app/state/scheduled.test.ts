import { expect, it } from 'vitest';
import type { Api } from '../api/api.ts';
import { readScheduled } from './scheduled.ts';

const said = { body: 'B', status: 'monitoring', notify: true };
const answers: Record<string, object[]> = {
  'GET /v1/pages/{page}/drafts': [{ ...said, id: 'd', title: 'Works', publishAt: '2040-01-02T00:00:00.000Z', notify: undefined }],
  'GET /v1/pages/{page}/publications': [
    { ...said, id: 'late', incident: 'i', publishAt: '2040-01-03T00:00:00.000Z' },
    { ...said, id: 'soon', incident: 'j', publishAt: '2040-01-01T00:00:00.000Z' },
    { ...said, id: 'held', incident: 'i', publishAt: null },
  ],
};
const api = { ask: async (name: string) => ({ value: { items: answers[name]! } }) } as unknown as Api;

it('what is published first stands first, behind what waits for a person', async () => {
  expect((await readScheduled(api, 'p')).map(({ id }) => id)).toEqual(['held', 'soon', 'd', 'late']);
});

it('an incident has its own updates alone, and a draft tells people unless it says otherwise', async () => {
  expect((await readScheduled(api, 'p', 'i')).map(({ id }) => id)).toEqual(['held', 'late']);
  expect((await readScheduled(api, 'p')).find(({ id }) => id === 'd')).toMatchObject({ kind: 'draft', title: 'Works', notify: true });
});
