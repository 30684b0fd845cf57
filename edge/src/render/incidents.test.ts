import { newId } from '@pharos/core/id';
import type { ComponentView, IncidentView, View } from '@pharos/resources/view';
import { expect, it } from 'vitest';
import { component, emptyView, incident } from '../../test/sample.ts';
import { wordsIn } from '../words/all.ts';
import { mainContent } from './main.ts';
import type { Copied } from './shown.ts';

const now = Date.parse('2026-03-14T12:00:00Z');
const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
const textOf = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const drawn = (view: Partial<View>, more: Partial<Copied> = {}) =>
  mainContent({ view: { ...emptyView(), ...view }, markdown: (text) => text, language: 'en', words: wordsIn['en']!, now, ...more }).html;
const down = (parts: ComponentView[], more: Partial<IncidentView> = {}) =>
  incident('Payments fail', { components: parts.map(({ id, status }) => ({ id, status })), startedAt: at(-23), ...more });

it('the banner names what is wrong, since when, and how fresh that is; where a script runs, how long by now', () => {
  const payments = component('Payments', 'major_outage');
  const view = { components: [payments, component('Web')], incidents: [down([payments])] };
  expect(textOf(drawn(view))).toMatch(/Payments : Major outage since 14 Mar, 12:37 updated/);
  expect(textOf(drawn(view, { isLive: true }))).toMatch(/Payments : Major outage 23 minutes updated/);
  // Nobody says of which part: the incident itself is named.
  expect(textOf(drawn({ components: [component('Web')], incidents: [down([])] }))).toMatch(/Payments fail : Identified since/);
});

it('the next update is promised by a time, in the zone that is shown, until it is overdue; of what is over nothing is promised', () => {
  const shown = (minutes: number, more: Partial<Copied> = {}) =>
    textOf(drawn({ incidents: [down([], { nextUpdateAt: at(minutes) })] }, more));
  expect(shown(30)).toContain('Next update by 13:30');
  expect(shown(30, { timeZone: 'Asia/Tokyo' })).toContain('Next update by 21:30');
  expect(shown(60 * 24)).toContain('Next update by 15 Mar, 13:00');
  expect(shown(-5)).toContain('An update was due by 12:55');
  expect(shown(-5)).toContain('5 min ago');
  const over = down([], { nextUpdateAt: at(30), status: 'resolved', resolvedAt: at(0) });
  expect(drawn({ incidents: [over] })).not.toContain('data-due');
});

it.each(Object.keys(wordsIn))('%s says when the next update comes, and that it is late', (language) => {
  const words = wordsIn[language]!;
  const html = (minutes: number) => textOf(drawn({ incidents: [down([], { nextUpdateAt: at(minutes) })] }, { language, words }));
  for (const minutes of [30, -30])
    expect(html(minutes)).toContain(
      new Intl.DateTimeFormat(words.tag, { timeZone: 'Europe/Berlin', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
        now + minutes * 60_000,
      ),
    );
  expect(html(30)).not.toBe(html(-30));
});

it('many parts are said by where they stand, most first, and named where somebody unfolds them', () => {
  const top = {
    id: newId(),
    name: 'Core',
    description: '',
    parent: null,
    order: 'A',
    isOpen: true,
    status: 'major_outage' as const,
    updatedAt: at(0),
  };
  const inner = { ...top, id: newId(), name: 'Deep', parent: top.id };
  const core = Array.from({ length: 9 }, (_, nth) => ({ ...component(`Core ${nth}`, 'major_outage'), groupId: inner.id }));
  const shop = Array.from({ length: 5 }, (_, nth) => component(`Shop ${nth}`, 'partial_outage', 'Commerce'));
  const html = drawn({ components: [...core, ...shop], groups: [top, inner], incidents: [down([...core, ...shop])] });
  expect(textOf(html)).toContain('Affected components 14 in Core, Commerce');
  expect(html.match(/class="chip /g)).toHaveLength(14);
  const few = drawn({ components: core.slice(0, 6), groups: [top, inner], incidents: [down(core.slice(0, 6))] });
  expect(few).not.toContain('class="many');
  // Groups that two regions have put into each other lead nowhere, and take no time.
  const circle = [{ ...top, parent: inner.id }, inner];
  expect(drawn({ components: core, groups: circle, incidents: [down(core)] })).toContain('class="many');
});

it('what is resolved while somebody reads it stays where they read it, and is not told twice', () => {
  const over = down([], { status: 'resolved', resolvedAt: at(0) });
  const html = drawn({ incidents: [over] }, { held: new Set([over.id]) });
  expect(html.split(`id="incident-${over.id}"`)).toHaveLength(2);
  expect(html.indexOf(`id="incident-${over.id}"`)).toBeLessThan(html.indexOf('id="parts"'));
});
