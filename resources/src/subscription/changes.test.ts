import { newId } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { describe, expect, it } from 'vitest';
import type { Fold, Json } from '../fold.ts';
import { planChange, type Change, type ChangeOf } from '../registry.ts';

const [page, subscription] = [newId(), newId()];
const start = Date.parse('2026-05-01T10:00:00.000Z');
const pending = {
  channel: 'email',
  address: 'ada@example.com',
  components: [],
  confirmed: false,
  asked: { region: 'eu', at: at(0) },
  createdAt: at(0),
};

function at(minutes: number): string {
  return new Date(start + minutes * 60_000).toISOString();
}

/** What is written; nothing where it was done before. */
function written(change: Change, said: Record<string, Json>, minutes = 0): Record<string, Json> {
  const fold: Fold = new Map(Object.entries(said).map(([name, value]) => [name, { value, hlc: 1, region: 1 }]));
  const input = {
    fold: () => fold,
    editText: () => undefined,
    page: { name: 'Acme' },
    now: at(minutes),
    region: 'us',
    lastOrder: undefined,
  };
  const [write] = planChange(change, input).writes;
  return write && 'fields' in write ? write.fields : {};
}

describe('one of many that are brought from elsewhere', () => {
  const bring = (state: 'pending' | 'active' | 'ended'): ChangeOf<'import-subscription'> => ({
    type: 'import-subscription',
    page,
    subscription,
    channel: 'email',
    address: 'ada@example.com',
    components: [],
    state,
  });

  it.each<['pending' | 'active' | 'ended', object]>([
    ['pending', { confirmed: false, ended: false }],
    ['active', { confirmed: true, ended: false }],
    ['ended', { confirmed: true, ended: true }],
  ])('is %s as it was', (state, standing) => {
    expect(written(bring(state), {})).toMatchObject({ address: 'ada@example.com', ...standing });
  });

  it('neither confirms who has not answered, nor brings back who has left', () => {
    expect(written(bring('active'), pending)).toEqual({});
    expect(written(bring('active'), { ...pending, confirmed: true, ended: true })).toEqual({});
  });

  it('is somebody again whose address was forgotten', () => {
    expect(written(bring('active'), { ...pending, address: '', ended: true })).toMatchObject({ address: 'ada@example.com', ended: false });
  });
});

describe('the question once more', () => {
  const resend: ChangeOf<'resend-confirmation'> = { type: 'resend-confirmation', page, subscription };
  const refusal = (said: Record<string, Json>, minutes: number) => {
    try {
      return written(resend, said, minutes);
    } catch (error) {
      return error instanceof Problem ? error.code : error;
    }
  };

  it('is asked ten minutes after the one before, by the region that was asked for it', () => {
    expect(refusal(pending, 9)).toBe('limit');
    expect(refusal(pending, 10)).toEqual({ asked: { region: 'us', at: at(10) }, resent: 1 });
  });

  it('is asked three times, and of nobody who has answered or left', () => {
    expect(refusal({ ...pending, resent: 3 }, 60)).toBe('conflict');
    expect(refusal({ ...pending, confirmed: true }, 60)).toBe('conflict');
    expect(refusal({ ...pending, ended: true }, 60)).toBe('conflict');
  });
});

it('a subscription of one incident stays one, and says nothing of it where there is none', () => {
  const whose = { page, subscription, channel: 'email', address: 'ada@example.com', confirmed: true } as const;
  const subscribe: ChangeOf<'subscribe'> = { type: 'subscribe', components: [], ...whose };
  expect(written(subscribe, {})).not.toHaveProperty('incident');
  const incident = newId();
  expect(written({ ...subscribe, incident }, {})).toMatchObject({ incident });
  expect(() => written({ ...subscribe, incident }, pending)).toThrow(/another request/);
  const edit: ChangeOf<'edit-subscription'> = { type: 'edit-subscription', page, subscription, components: [newId()] };
  expect(() => written(edit, { ...pending, confirmed: true, incident })).toThrow(/of one incident/);
  expect(written(edit, { ...pending, confirmed: true })).toEqual({ components: edit.components });
});
