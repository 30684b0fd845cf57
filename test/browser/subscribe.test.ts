import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@pharos/core/testing/until';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePorts } from '@pharos/lab/ports';
import { seedDemo, type Demo } from '@pharos/lab/seed';
import { createWorld, type World } from '@pharos/lab/world';
import { openBrowser } from './open-browser.ts';

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
  browser = await openBrowser();
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
