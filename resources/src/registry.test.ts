import { newId } from '@pharos/core/id';
import { describe, expect, it } from 'vitest';
import type { Fold } from './fold.ts';
import { docRef } from './kind.ts';
import { saysMore } from './known-names.ts';
import { Change, componentsNamed, componentsTouched, documentsOf, isNameOf, planChange, resources, type ChangeOf } from './registry.ts';

const [page, incident, component] = [newId(), newId(), newId()];
const nothing = () => new Map() as Fold;
const input = {
  fold: nothing,
  editText: () => undefined,
  page: { name: 'Acme' },
  now: '2026-01-01T00:00:00.000Z',
  region: 'us',
  lastOrder: undefined,
};

describe('the list of resources', () => {
  it('has each kind and each verb once', () => {
    const kinds = resources.map(({ kind }) => kind);
    expect(new Set(kinds).size).toBe(kinds.length);
    const types = Change.options.map(({ shape }) => shape.type.value);
    expect(new Set(types).size).toBe(types.length);
    expect(types).toContain('open-incident');
  });

  it('a Change is what its verb takes, and nothing else', () => {
    expect(Change.parse({ type: 'create-component', page, component, name: ' API ' })).toEqual({
      type: 'create-component',
      page,
      component,
      name: 'API',
      description: '',
      group: null,
      status: 'operational',
    });
    expect(Change.safeParse({ type: 'create-component', page, component, name: '' }).success).toBe(false);
    expect(Change.safeParse({ type: 'drop-everything', page }).success).toBe(false);
  });

  it('names its documents by an id, or by a word where it says so', () => {
    expect([isNameOf('incident', `incident:${incident}`), isNameOf('incident', 'incident:acme'), isNameOf('slug', 'slug:acme')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('knows what it does not know', () => {
    const fold: Fold = new Map([['name', { value: 'API', hlc: 1, region: 1 }]]);
    expect(saysMore('component', fold)).toBe(false);
    expect(saysMore('component', new Map([...fold, ['colour', { value: 'red', hlc: 1, region: 1 }]]))).toBe(true);
  });
});

describe('what a Change locks', () => {
  const open: ChangeOf<'open-incident'> = {
    type: 'open-incident',
    page,
    incident,
    update: newId(),
    title: 'Down',
    impact: 'major',
    status: 'investigating',
    body: 'We look.',
    components: [{ id: component, status: 'major_outage' }],
    notify: true,
  };

  it('is what it is about, and the components that it names', () => {
    expect(documentsOf(open)).toEqual({
      lock: [docRef('incident', incident, page)],
      isMaking: true,
      mayBeNew: [docRef('incident', incident, page)],
    });
    expect(componentsNamed(open)).toEqual([docRef('component', component, page)]);
    expect(componentsNamed({ ...open, components: [] })).toEqual([]);
  });

  it('and those that what it is about concerns already', () => {
    const said = planChange({ ...open, components: [] }, input).writes[0]!;
    const fields = 'fields' in said ? said.fields : {};
    const entry = { ...(fields[`u/${open.update}`] as object), components: { [component]: 'major_outage' } };
    const fold: Fold = new Map(
      Object.entries({ ...fields, [`u/${open.update}`]: entry }).map(([name, value]) => [name, { value, hlc: 1, region: 1 }]),
    );
    const edit: ChangeOf<'edit-incident'> = { type: 'edit-incident', page, incident, title: 'Up' };
    expect(componentsTouched(edit, () => fold)).toEqual([docRef('component', component, page)]);
    expect(componentsTouched(edit, nothing)).toEqual([]);
  });

  it('is a name beside the page where the page asks for one; and what may be new beside what may not', () => {
    expect(documentsOf({ type: 'edit-page', page, slug: 'acme', domain: 'status.acme.example' }).lock.map(({ id }) => id)).toEqual([
      `page:${page}`,
      'slug:acme',
      'domain:status.acme.example',
    ]);
    const text = docRef('text', incident, page);
    expect(documentsOf({ type: 'edit-postmortem', page, incident, text: 'x' })).toEqual({
      lock: [docRef('incident', incident, page), text],
      isMaking: false,
      mayBeNew: [text],
    });
    // What a subscription names is remembered and not locked.
    const asked = { type: 'subscribe', page, subscription: newId(), channel: 'email', address: 'a@b.example', confirmed: false } as const;
    expect(componentsNamed({ ...asked, components: [component] })).toEqual([]);
  });
});
