import { expect, it } from 'vitest';
import { en } from '../words/en.ts';
import type { Draft } from './drafts.ts';
import { saidOf, withComponents, withPreset } from './suggest.ts';
import type { View } from './watch.ts';

const draft = (to: Partial<Draft> = {}): Draft => ({
  key: 'k',
  title: '',
  isTitleOurs: true,
  body: '',
  status: 'investigating',
  components: {},
  notify: true,
  nextIn: 0,
  nextAt: '',
  startedAt: '',
  resolvedAt: '',
  publishAt: '',
  savedAt: 0,
  ...to,
});
const all = ['API', 'Web', 'Mail', 'Jobs'].map((name) => ({ id: name.toLowerCase(), name })) as View['components'];
const incident = { components: [{ id: 'api', status: 'major_outage' }] } as View['incidents'][number];

it('the title follows the components until somebody writes another', () => {
  expect(withComponents(draft(), { api: 'major_outage' }, all, en).title).toBe('Problem with API');
  expect(withComponents(draft(), { api: 'major_outage', web: 'major_outage' }, all, en).title).toBe('Problem with API and Web');
  const many = Object.fromEntries(all.map(({ id }) => [id, 'major_outage' as const]));
  expect(withComponents(draft(), many, all, en).title).toBe('Problem with API, Web, Mail and …');
  expect(withComponents(draft({ title: 'API' }), {}, all, en).title).toBe('');
  expect(withComponents(draft({ isTitleOurs: false, title: 'Mine' }), many, all, en).title).toBeUndefined();
});

it('resolving takes components back to work, but for what was chosen otherwise', () => {
  const chosen = { web: 'degraded_performance' } as const;
  expect(saidOf(draft({ status: 'resolved', components: chosen }), incident)).toEqual({ ...chosen, api: 'operational' });
  expect(saidOf(draft({ status: 'resolved', components: { api: 'partial_outage' } }), incident)).toEqual({ api: 'partial_outage' });
  expect(saidOf(draft({ status: 'monitoring', components: chosen }), incident)).toEqual(chosen);
  expect(saidOf(draft({ status: 'resolved' }), undefined)).toEqual({});
});

it('a preset never takes the place of what somebody wrote', () => {
  expect(withPreset(draft(), 'identified', en).body).toBe(en.presets.identified.body);
  expect(withPreset(draft({ body: en.presets.investigating.body }), 'resolved', en).body).toBe(en.presets.resolved.body);
  expect(withPreset(draft({ body: 'Our words' }), 'resolved', en).body).toBe('Our words');
});
