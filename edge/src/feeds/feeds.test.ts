import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { ago, incident, maintenance, troubledView } from '../../test/sample.ts';
import { createMarkdown } from '@pharos/core/markdown';
import type { Copied } from '../render/shown.ts';
import { words as german } from '../words/de.ts';
import { words } from '../words/en.ts';
import { atom } from './atom.ts';
import { calendar, eventsOf, folded } from './calendar.ts';
import { feedOf } from './entries.ts';
import { jsonFeed } from './json-feed.ts';
import { rss } from './rss.ts';
import { xml } from './xml.ts';

const evil = '<script>alert(1)</script> ]]> & "x" \u0000\u0008\ufffe';
const view = { ...troubledView(), incidents: [incident(evil, { texts: { de: { title: 'Störung' } } }), incident('Other')] };
const shown: Copied = { view, markdown: createMarkdown(), language: 'en', words, now: Date.parse(ago(0)) };
const feed = feedOf(shown, { items: [], older: false }, 'https://status.example', 'feed.atom');

it('what people write cannot break out of a feed, nor is there anything in it that XML forbids', () => {
  for (const text of [atom(feed), rss(feed)]) {
    expect(text).not.toMatch(/<script|]]>/);
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000\u0008\ufffe]/);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt; ]]&gt; &amp; &quot;x&quot;');
    // The body as HTML, which is escaped once more: its own Markdown, and no tag of somebody else's.
    expect(text).toContain('&lt;strong&gt;storage node in Frankfurt&lt;/strong&gt;');
  }
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/.test(xml(text))));
});

it('an entry has one name for ever, whatever the page is called and wherever it stands, and its time moves with each word', () => {
  const moved = feedOf(
    { ...shown, view: { ...view, page: { ...view.page, slug: 'new' } } },
    undefined,
    'https://other.example',
    'feed.atom',
  );
  expect(moved.entries.map(({ id }) => id)).toEqual(feed.entries.map(({ id }) => id));
  const entry = feed.entries.find(({ id }) => id === view.incidents[0]!.id)!;
  expect(atom(feed)).toContain(`<id>urn:uuid:${entry.id}</id>`);
  expect(rss(feed)).toContain(`<guid isPermaLink="false">urn:uuid:${entry.id}</guid>`);
  expect(entry).toMatchObject({
    publishedAt: ago(1.2),
    updatedAt: ago(0.4),
    url: `https://status.example/p/${view.page.id}/incidents/${entry.id}`,
  });
  expect(rss(feed)).toMatch(/<pubDate>Sat, 14 Mar 2026 10:14:00 GMT<\/pubDate>/);
  const told = JSON.parse(jsonFeed(feed)) as { version: string; items: { id: string; date_modified: string }[] };
  expect(told.version).toBe('https://jsonfeed.org/version/1.1');
  expect(told.items.find(({ id }) => id === `urn:uuid:${entry.id}`)?.date_modified).toBe(ago(0.4));
});

it('is in the language that it is asked for in, holds what was on the page before, and no more than programs want', () => {
  const items = Array.from({ length: 80 }, (_, at) => ({
    kind: 'incident' as const,
    id: `0192f0c4-0000-7000-8000-${String(at).padStart(12, '0')}`,
    title: `Old ${at}`,
    at: ago(1_000 + at),
    endedAt: ago(999 + at),
    updatedAt: ago(999 + at),
    said: 'It **was** [fixed](https://example.com)',
    status: 'resolved' as const,
    impact: 'minor' as const,
  }));
  const long = feedOf({ ...shown, language: 'de', words: german }, { items, older: true }, 'https://status.example', 'feed.rss');
  expect(long.entries).toHaveLength(50);
  expect(long.entries.some(({ title }) => title === 'Störung')).toBe(true);
  expect(long.entries.at(-1)).toMatchObject({ title: 'Old 46', text: 'It was fixed' });
  expect(long.title).toBe('Status von Nordlicht');
});

it('a calendar names each maintenance for ever, counts its changes up, and says which was called off', () => {
  const planned = maintenance('Upgrade; part 1, of\n2 \\ more');
  const entry = {
    kind: 'maintenance' as const,
    id: planned.id,
    title: planned.title,
    at: planned.startsAt,
    endedAt: planned.endsAt,
    updatedAt: ago(20),
    said: 'a\r\nb',
    status: 'scheduled' as const,
    cancelled: false,
  };
  const made = (more: object) =>
    calendar({ name: 'N', language: 'en', urlOf: (id) => `https://x/${id}`, events: eventsOf([{ ...entry, ...more }], 'en') });
  const text = made({});
  expect(text.split('\r\n').every((line) => !/[\r\n]/.test(line))).toBe(true);
  const lines = text.replaceAll('\r\n ', '').split('\r\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'METHOD:PUBLISH',
      `UID:urn:uuid:${planned.id}`,
      'DTSTART:20260315T172600Z',
      'DTEND:20260315T192600Z',
      'SUMMARY;LANGUAGE=en:Upgrade\\; part 1\\, of\\n2 \\\\ more',
      'DESCRIPTION;LANGUAGE=en:a\\nb',
      'STATUS:CONFIRMED',
    ]),
  );
  const sequence = (told: string) => Number(/SEQUENCE:(\d+)/.exec(told)![1]);
  const moved = made({ updatedAt: ago(19), cancelled: true });
  expect(sequence(moved)).toBeGreaterThan(sequence(text));
  expect(moved).toContain('STATUS:CANCELLED');
});

it('no line of a calendar is longer than 75 octets, and all of it comes back when it is unfolded', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
      const line = text.replace(/[\r\n]/g, '');
      const lines = folded(line).split('\r\n');
      for (const each of lines) expect(Buffer.byteLength(each)).toBeLessThanOrEqual(75);
      expect(lines.map((each, at) => (at === 0 ? each : each.slice(1))).join('')).toBe(line);
    }),
  );
});
