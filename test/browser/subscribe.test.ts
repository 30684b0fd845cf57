import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@pharos/core/testing/until';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { labBrowser } from '@pharos/lab/providers/push';
import { freePorts } from '@pharos/lab/ports';
import { seedDemo, type Demo } from '@pharos/lab/seed';
import { createWorld, type World } from '@pharos/lab/world';
import { openWholeBrowser } from './open-browser.ts';

let dir: string;
let world: World;
let demo: Demo;
let browser: Browser;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-subscribe-'));
  world = await createWorld({
    mode: 'embedded',
    regions: ['us'],
    dataDir: dir,
    ports: freePorts(),
    link: { delayMs: 1, jitterMs: 0 },
    isThrowaway: true,
    logLevel: 'warn',
  });
  demo = await seedDemo(world);
  browser = await openWholeBrowser();
}, 120_000);

afterAll(async () => {
  await browser.close();
  await world[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

const waitMs = 10_000;
const urls = () => world.regions[0]!.urls;

async function post(title: string): Promise<void> {
  const answer = await fetch(`${urls().api}/v1/pages/${demo.page}/incidents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${demo.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ title, body: 'We look into it.', impact: 'minor' }),
  });
  expect(answer.status).toBe(201);
}

it('without a script: a room is signed up by its own field, asked by a card, confirmed, and told', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page: Page = await context.newPage();
  await until('the page', async () => (await page.goto(`${urls().page}/${demo.slug}`))?.status() === 200, waitMs);
  expect(await page.locator('.field:visible').count()).toBe(1);
  await page.getByRole('radio', { name: 'Slack' }).check();
  expect(await page.locator('.field:visible').count()).toBe(1);
  const field = page.getByLabel('Your webhook address of Slack');
  await field.fill('https://hooks.example.com/services/T0/B0/x');
  await page.locator('#subscribe').getByRole('button', { name: 'Subscribe' }).click();
  expect(await page.getByRole('alert').textContent()).toContain('is not a webhook of Slack');
  expect(await page.getByRole('radio', { name: 'Slack' }).isChecked()).toBe(true);

  await page.getByLabel('Your webhook address of Slack').fill(`${world.providers.urls.slack}/services/T0/B0/room`);
  await page.locator('#subscribe').getByRole('button', { name: 'Subscribe' }).click();
  expect(await page.locator('main').textContent()).toContain('a message there in Slack');

  const cards = () => world.providers.accepted('slack').messages;
  await until('the question', () => cards().length === 1, waitMs);
  await page.goto(/http:\/\/[^|]+\/confirm\/[A-Za-z0-9_-]+/.exec(cards()[0]!.text)![0]);
  await page.getByRole('button', { name: 'Yes, confirm' }).click();
  expect(await page.getByRole('heading').textContent()).toBe('You are in');
  await post('Checkout is slow');
  await until('the card', () => cards().some(({ subject }) => subject.includes('Checkout is slow')), waitMs);
  await context.close();
});

/**
 * The browser's own way to its vendor is shut here, as it is in most offices: `subscribe` gives what it would have given, keys whose other
 * halves the stand-in of the service has. All else is the browser's: the permission, the worker, its storage, what it shows.
 */
function subscribeAtTheLab({ endpoint, p256dh, auth }: { endpoint: string; p256dh: string; auth: string }): void {
  // A subscription outlives its page.
  const place = 'subscribed-by';
  const bytes = (text: string) =>
    Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0)).buffer;
  const made = () => ({
    endpoint,
    options: { applicationServerKey: Uint8Array.from(JSON.parse(localStorage.getItem(place)!) as number[]).buffer, userVisibleOnly: true },
    getKey: (name: string) => bytes(name === 'auth' ? auth : p256dh),
    toJSON: () => ({ endpoint, keys: { p256dh, auth } }),
    unsubscribe: async () => {
      localStorage.removeItem(place);
      return true;
    },
  });
  PushManager.prototype.subscribe = async (options) => {
    localStorage.setItem(place, JSON.stringify([...(options!.applicationServerKey as Uint8Array<ArrayBuffer>)]));
    return made() as unknown as PushSubscription;
  };
  PushManager.prototype.getSubscription = async () => (localStorage.getItem(place) ? (made() as unknown as PushSubscription) : null);
}

it('by its button a browser is told: its worker answers for it, shows what comes, and leaves', async () => {
  const origin = urls().page;
  const context = await browser.newContext();
  await context.grantPermissions(['notifications'], { origin });
  const page = await context.newPage();
  const name = 'visitor';
  await page.addInitScript(subscribeAtTheLab, labBrowser(world.providers.urls.push, name));
  await page.goto(`${origin}/${demo.slug}`);
  const button = page.locator('#push button');
  await button.waitFor();
  expect(await button.textContent()).toBe('Notify me in this browser');
  await button.click();
  await page.getByText('This browser is told about every update').waitFor({ timeout: waitMs });
  expect(await button.textContent()).toBe('Stop notifying me in this browser');

  // What the service would hand to the browser is handed to it by hand, read as only the browser could.
  const session = await context.newCDPSession(page);
  await session.send('ServiceWorker.enable');
  const registered = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations;
      if (first) resolve(first.registrationId);
    });
  });
  const registrationId = await registered;
  const mine = () => world.providers.accepted('push').messages.filter(({ to }) => to === name);
  let handed = 0;
  const hand = async () => {
    await until('a message for the browser', () => mine().length > handed, waitMs);
    const { text } = mine().toReversed()[handed++]!;
    await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: text });
    return JSON.parse(text) as { type: string; title: string; tag: string };
  };
  const state = async () => {
    const [row] = await world.regions[0]!.sql<{ state: string }[]>`select state from subscription where channel = 'web-push'`;
    return row?.state;
  };

  expect(await state()).toBe('pending');
  expect((await hand()).type).toBe('question');
  await until('the worker has answered', async () => (await state()) === 'active', waitMs);
  await post('Payments are slow');
  expect((await hand()).title).toBe('Investigating: Payments are slow');
  const shown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      // Buttons are of notifications that a worker shows; the library of types knows only those of pages.
      const all = (await registration.getNotifications()) as (Notification & { actions: { action: string }[] })[];
      return all.map(({ title, body, actions }) => ({ title, body, actions: actions.map(({ action }) => action) }));
    });
  const notice = { title: 'Investigating: Payments are slow', body: 'Acme Cloud: We look into it.', actions: ['leave'] };
  await until('it is shown', async () => (await shown()).some(({ title }) => title === notice.title), waitMs);
  expect(await shown()).toContainEqual(notice);
  // The very same once more, as after a lost answer, is not another one.
  await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: mine()[0]!.text });
  await post('Logins are slow');
  await hand();
  await until('the next is shown', async () => (await shown()).some(({ title }) => title === 'Investigating: Logins are slow'), waitMs);
  expect((await shown()).filter(({ title }) => title === notice.title)).toEqual([notice]);

  await page.reload();
  await button.waitFor();
  await button.click();
  await page.getByText('This browser is told nothing more').waitFor({ timeout: waitMs });
  await until('it has left', async () => (await state()) === 'ended', waitMs);
  expect(await button.textContent()).toBe('Notify me in this browser');
  await context.close();
});
