import { newId } from '@pharos/core/id';
import { mintReaderToken } from '@pharos/core/reader-token';
import { inflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { minute, readerKey, world } from '../../test/edge-world.ts';
import { emptyView, greenView, incident, troubledView } from '../../test/sample.ts';
import { palettes } from '../render/palette.ts';
import type { Tone } from '../render/tones.ts';
import { drawPicture, size } from './picture.ts';
import { png } from './png.ts';

const colourAt = ({ pixels, width }: { pixels: Uint8Array; width: number }, x: number, y: number) =>
  `#${[...pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)].map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
const tones: Tone[] = ['good', 'maintenance', 'minor', 'major', 'critical'];

it.each(tones)('a page that is %s is drawn in its colour, with a sign of its own', (tone) => {
  const canvas = drawPicture({}, tone, undefined);
  expect(colourAt(canvas, 100, 300)).toBe(palettes.light[`${tone}-soft`]);
  // Beside the sign's middle, where each has its ground.
  expect(colourAt(canvas, 600, 300)).toBe(palettes.light[tone]);
  const others = tones.filter((other) => other !== tone).map((other) => drawPicture({}, other, undefined).pixels);
  for (const pixels of others) expect(Buffer.compare(pixels, canvas.pixels)).not.toBe(0);
});

it('has the page’s own colours, and days as high as they were bad', () => {
  const day = (worst: 'operational' | 'major_outage' | null) => ({
    date: '2026-03-14',
    worst,
    uptime: null,
    seconds: { operational: 0, under_maintenance: 0, degraded_performance: 0, partial_outage: 0, major_outage: 0 },
    incidents: [],
  });
  const record = { days: [...Array.from({ length: 89 }, () => day('operational')), day('major_outage')], uptime: 99 };
  const canvas = drawPicture({ colours: { background: '#101820', accent: 'not a colour' } }, 'good', record);
  expect(colourAt(canvas, 5, 5)).toBe('#101820');
  expect(colourAt(drawPicture({ colours: { background: '#123' } }, 'good', undefined), 5, 5)).toBe('#112233');
  expect(colourAt(canvas, 106 + 89 * 11 + 4, 420)).toBe(palettes.dark.critical);
  expect(colourAt(canvas, 106 + 88 * 11 + 4, 420)).toBe(palettes.dark['good-soft']);
});

it('is a PNG that says the same', async () => {
  const canvas = drawPicture({}, 'major', undefined);
  const file = Buffer.from(await png(canvas));
  expect(file.subarray(1, 4).toString()).toBe('PNG');
  expect([file.readUInt32BE(16), file.readUInt32BE(20)]).toEqual([size.width, size.height]);
  const length = file.readUInt32BE(33);
  const lines = inflateSync(file.subarray(41, 41 + length));
  const row = size.width * 3;
  const above = Buffer.alloc(row);
  const drawn = Buffer.alloc(row * size.height);
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < row; x++) above[x] = above[x]! + lines[y * (row + 1) + 1 + x]!;
    above.copy(drawn, y * row);
  }
  expect(Buffer.compare(drawn, canvas.pixels)).toBe(0);
  expect(file.length).toBeLessThan(40_000);
});

it('is named where the page’s address is passed on, changes with its state, and is known again', async () => {
  const { get, view, regions, pass } = world(greenView());
  const told = async () =>
    /og:image" content="http:\/\/us\.example([^"]+)"/.exec(await (await get('/nordlicht', { host: 'us.example' })).text())![1]!;
  const first = await told();
  const picture = await get(first);
  expect(picture.headers.get('content-type')).toBe('image/png');
  expect(picture.headers.get('cache-control')).toContain('stale-if-error');
  expect((await get(first, { 'if-none-match': picture.headers.get('etag')! })).status).toBe(304);
  regions.eu.view = { ...view, version: 'v1.CAE', incidents: [incident('Down', { impact: 'critical' })] };
  pass(minute);
  await get('/nordlicht');
  await expect.poll(told).not.toBe(first);
  const next = await get(await told());
  expect(Buffer.compare(Buffer.from(await next.arrayBuffer()), Buffer.from(await picture.arrayBuffer()))).not.toBe(0);
});

it('of a private page is nobody’s but who has a token, and is named nowhere', async () => {
  const troubled = troubledView();
  const { get, view } = world({ ...troubled, page: { ...troubled.page, private: true, tokensFrom: null } });
  const at = `/p/${view.page.id}/picture.png`;
  const told = async (answer: Response) => ({ status: answer.status, etag: answer.headers.get('etag'), text: await answer.text() });
  expect(await told(await get(at))).toEqual(await told(await get(`/p/${newId()}/picture.png`)));
  const now = Date.parse('2026-03-14T12:00:00Z');
  const token = await mintReaderToken({ page: view.page.id, issuedAt: now - minute, expiresAt: now + minute }, readerKey);
  const headers = { authorization: `Bearer ${token}` };
  const shown = await get(at, headers);
  expect({ status: shown.status, caching: shown.headers.get('cache-control') }).toEqual({ status: 200, caching: 'private, no-store' });
  expect(await (await get('/nordlicht', headers)).text()).not.toContain('og:');
});

it('a page without anything on it has one, too', async () => {
  const { get, view } = world(emptyView());
  expect((await get(`/p/${view.page.id}/picture.png`)).status).toBe(200);
});
