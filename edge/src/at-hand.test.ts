import { expect, it } from 'vitest';
import { world } from '../test/edge-world.ts';
import { troubledView } from '../test/sample.ts';
import { createAtHand, type Plain, type Told } from './at-hand.ts';
import { sharedBy } from './desk.ts';
import { wholeAnswer } from './whole-answer.ts';

/** An edge of which one sees which requests its routes had to answer. */
function door(view = troubledView()) {
  const place = world(view);
  const routed: string[] = [];
  const later: Promise<unknown>[] = [];
  const { app, copies, clock } = place;
  let isSilent = false;
  const atHand = createAtHand({
    clock,
    fetch: (request, peer) => {
      routed.push(new URL(request.url).pathname);
      return isSilent ? new Promise<Response>(() => undefined) : app.fetch(request, peer);
    },
    viewOf: copies.again,
    sharedBy,
    later: (work) => void later.push(work),
  });
  const asks = (target: string, headers: Record<string, string> = {}): Plain => {
    const said: Record<string, string> = { host: 'eu.example', ...headers };
    return { target, headers: said, header: (name) => said[name] ?? '' };
  };
  const find = (target: string, headers?: Record<string, string>) => atHand.find(asks(target, headers), {});
  return { ...place, find, atHand, routed, later, silence: () => (isSilent = true) };
}

const bodyOf = (told: Told | undefined) => new TextDecoder().decode(told?.body);

it('what everybody is told is told again without a word to the routes, and made anew a moment later while nobody waits', async () => {
  const { find, routed, later, pass, app } = door();
  const first = await find('/nordlicht');
  expect(first?.status).toBe(200);
  const usual = await app.request('/nordlicht', { headers: { host: 'eu.example' } });
  expect([bodyOf(first), new Map(first?.headers)]).toEqual([await usual.text(), new Map(usual.headers)]);
  expect(find('/nordlicht')).toBe(first);
  expect(routed).toHaveLength(1);
  pass(1_500);
  expect([find('/nordlicht'), find('/nordlicht')]).toEqual([first, first]);
  expect(routed).toHaveLength(2);
  await Promise.all(later);
  expect(find('/nordlicht')).not.toBe(first);
  expect(find('/nordlicht')).not.toBeInstanceOf(Promise);
  expect(routed).toHaveLength(2);
});

it('a page that has changed is told as it is now, and one that was purged to nobody', async () => {
  const { find, regions, view, copies } = door();
  await find('/nordlicht');
  const next = { ...view, version: 'v1.BwI', page: { ...view.page, name: 'Nordlicht GmbH' } };
  regions.eu.view = next;
  await copies.refresh(view.page.id);
  expect(bodyOf(await find('/nordlicht'))).toContain('Nordlicht GmbH');
  regions.eu.isPurged = true;
  await copies.refresh(view.page.id);
  expect((await find('/nordlicht'))?.status).toBe(410);
});

it('a private page is at hand for nobody, and neither is one that has become so', async () => {
  const { find, regions, view, copies, routed } = door();
  const path = `/p/${view.page.id}`;
  await find(path);
  regions.eu.view = { ...view, version: 'v1.BwI', page: { ...view.page, private: true } };
  await copies.refresh(view.page.id);
  for (let at = 0; at < 2; at++) expect((await find(path))?.status).toBe(404);
  expect(routed).toHaveLength(3);
});

it('languages, encodings and hosts are apart; who may be somebody, and who asks a question, asks the routes', async () => {
  const { find, view } = door();
  const [english, german, packed] = await Promise.all([
    find('/nordlicht'),
    find('/nordlicht', { 'accept-language': 'de' }),
    find('/nordlicht', { 'accept-encoding': 'gzip' }),
  ]);
  expect([bodyOf(english).includes('lang="en"'), bodyOf(german).includes('lang="de"')]).toEqual([true, true]);
  expect(packed?.headers).toContainEqual(['content-encoding', 'gzip']);
  expect(bodyOf(await find(`/p/${view.page.id}`, { host: 'us.example' }))).not.toBe(bodyOf(await find(`/p/${view.page.id}`)));
  const others: Record<string, string>[] = [{ cookie: 'a=b' }, { authorization: 'Bearer a' }, { 'accept-language': 'x'.repeat(400) }];
  for (const said of others) {
    expect(find('/nordlicht', said)).toBeUndefined();
  }
  expect([find('/nordlicht?lang=de'), find(`/live/${view.page.id}`)]).toEqual([undefined, undefined]);
});

it('what was asked under one host, with another one beside it, is kept for nobody who asks under that one', async () => {
  const { atHand, find } = door();
  const own = await atHand.fetch(new Request('http://status.nordlicht.example/', { headers: { host: 'eu.example' } }), {});
  expect(own.status).toBe(200);
  expect((await find('/'))?.status).toBe(404);
  expect((await atHand.fetch(new Request('http://eu.example/'), {})).status).toBe(404);
});

it('who has it already is told so, also by the first answer', async () => {
  const view = troubledView();
  const { find } = door(view);
  const etag = new Map((await find('/nordlicht'))!.headers).get('etag')!;
  const told = await find('/nordlicht', { 'if-none-match': etag });
  expect([told?.status, told?.body]).toEqual([304, undefined]);
  expect(new Map(told!.headers).get('cache-control')).toContain('max-age=2');
  expect(new Map(told!.headers).has('content-type')).toBe(false);
  const { find: findHere, atHand } = door(view);
  const asked = new Request('http://eu.example/nordlicht', { headers: { 'if-none-match': etag.replace('W/', '') } });
  expect((await atHand.fetch(asked, {})).status).toBe(304);
  expect((await findHere('/nordlicht'))?.status).toBe(200);
});

it('while nobody answers behind it, a crowd is told at once what was last known, for ten seconds', async () => {
  const { find, routed, silence, pass } = door();
  const first = await find('/nordlicht');
  silence();
  pass(1_500);
  for (let at = 0; at < 100; at++) expect(find('/nordlicht')).toBe(first);
  expect(routed).toHaveLength(2);
  pass(9_000);
  expect(find('/nordlicht')).toBeInstanceOf(Promise);
});

it('a crowd that comes at once has it made once', async () => {
  const { find, routed } = door();
  const all = await Promise.all(Array.from({ length: 50 }, async () => find('/nordlicht')));
  expect(new Set(all).size).toBe(1);
  expect(routed).toHaveLength(1);
});

it('by fetch it is the same, and what is not for everybody is left to the routes', async () => {
  const { atHand, routed, view } = door();
  const read = async (path: string, init?: RequestInit) => {
    const answer = await atHand.fetch(new Request(`http://eu.example${path}`, init), {});
    return [answer.status, answer.headers.get('cache-control'), (await answer.text()).length > 0];
  };
  expect(await read('/nordlicht')).toEqual(await read('/nordlicht'));
  expect(routed).toHaveLength(1);
  expect((await read('/nordlicht', { method: 'HEAD' }))[2]).toBe(false);
  expect((await read(`/p/${view.page.id}/nothing`))[0]).toBe(404);
  expect(routed).toHaveLength(3);
});

it('goes over the line as one piece, of which the length is that of its body', async () => {
  const { find } = door();
  const told = (await find('/nordlicht'))!;
  const whole = Buffer.from(wholeAnswer(told, () => 0)).toString();
  const [head, body] = [whole.slice(0, whole.indexOf('\r\n\r\n')), whole.slice(whole.indexOf('\r\n\r\n') + 4)];
  expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(head).toContain('date: Thu, 01 Jan 1970 00:00:00 GMT');
  expect(head).toContain(`\r\ncontent-length: ${told.body!.byteLength}\r\n`);
  expect(body).toBe(bodyOf(told));
  expect(Buffer.from(wholeAnswer({ status: 304, headers: [['etag', 'a']], body: undefined }, () => 0)).toString()).not.toContain('length');
});
