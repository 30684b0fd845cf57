import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePorts } from '@pharos/lab/ports';
import { seedDemo } from '@pharos/lab/seed';
import { serveLab, type LabServer } from '@pharos/lab/server';
import { createWorld, type World } from '@pharos/lab/world';
import { openBrowser } from './open-browser.ts';

let dir: string;
let world: World;
let lab: LabServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-lab-page-'));
  const ports = freePorts();
  const link = { delayMs: 40, jitterMs: 5 };
  world = await createWorld({
    mode: 'embedded',
    regions: ['us', 'eu', 'ap'],
    dataDir: dir,
    ports,
    link,
    isThrowaway: true,
    logLevel: 'warn',
  });
  const demo = await seedDemo(world);
  lab = await serveLab(world, demo, { lab: await ports.lab(), mailbox: await ports.mailbox() });
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1366, height: 820 } });
  await page.goto(lab.labUrl);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await lab[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

const verdict = () => page.locator('#verdict').textContent();
const region = (name: string) => page.getByRole('article', { name: `Region ${name}` });

it('a region that is cut off and written to on both sides is seen to differ, and to be equal again once healed', async () => {
  await expect.poll(verdict).toBe('All 3 regions are equal');
  await region('eu').getByRole('button', { name: 'Cut off' }).click();
  await page.getByRole('button', { name: 'Link between us and eu: cut' }).waitFor();
  await region('us').getByRole('button', { name: 'Post incident' }).click();
  await region('eu').getByRole('button', { name: 'Post incident' }).click();
  await expect.poll(verdict).toMatch(/^Not equal: us lacks 1, eu 1 and ap 1 · 4 of 6 ways cut$/);
  await region('eu').getByRole('button', { name: 'Heal' }).click();
  await expect.poll(verdict).toBe('All 3 regions are equal');
});

it('a part that is killed is shown as gone, and can be started again', async () => {
  await region('us').getByRole('button', { name: 'us', exact: true }).click();
  await page.getByRole('button', { name: 'kill api' }).click();
  await page.getByRole('button', { name: 'start api' }).click({ timeout: 10_000 });
  await page.getByRole('button', { name: 'kill api' }).waitFor({ timeout: 15_000 });
  expect(world.region('us').part('api').state()).toBe('running');
});

it('with a provider that never answers the mail comes by the other one, and the open mailbox shows it without reload', async () => {
  const mailbox = await browser.newPage();
  await mailbox.goto(lab.mailboxUrl);
  await page.getByLabel('How Amazon SES behaves').selectOption('hang');
  await region('us').getByRole('button', { name: 'Post incident' }).click();
  const mail = mailbox.getByRole('button', { name: 'SendGrid' }).filter({ hasText: 'Acme Cloud' });
  await mail.first().click({ timeout: 10_000 });
  await mailbox.getByRole('heading', { name: /^\[Acme Cloud\]/ }).waitFor();
  // Of this incident once; what was told before, by a region that is gone by now, may come by this way, too.
  const [newest, ...others] = world.providers.accepted('sendgrid').messages;
  const threadOf = ({ headers }: { headers: Record<string, string> }) => headers['References'];
  expect(others.filter((each) => threadOf(each) === threadOf(newest!))).toEqual([]);
});

it('each step of the tour shows what it says, also with an incident that is open already', async () => {
  await page.reload();
  const step = (title: string) => page.getByRole('listitem').filter({ hasText: title }).getByRole('button').click();
  const link = (label: string) => page.getByRole('button', { name: `Link between us and eu: ${label}` }).waitFor();
  const shown = async (name: string) => (await fetch(`${world.region(name).urls.page}/demo`)).text();
  await step('Mend everything');
  await expect.poll(verdict).toBe('All 3 regions are equal');
  const updates = async (name: string) => (await world.region(name).sql`select from incident_update`).length;

  // Twice, so that one of them at least meets an incident that is open.
  for (let time = 0; time < 2; time++) {
    const before = await updates('us');
    await step('Tell the world');
    await expect.poll(() => updates('us')).toBe(before + 1);
    const [newest] = await world.region('us').sql<{ body: string }[]>`select body from incident_update order by hlc desc limit 1`;
    await expect.poll(async () => (await shown('eu')).includes(newest!.body)).toBe(true);
  }

  await step('Cut eu off');
  await link('cut');
  const [inEu, inAp] = [await updates('eu'), await updates('ap')];
  await step('Post on both sides');
  await expect.poll(verdict).toMatch(/^Not equal/);
  await expect.poll(() => Promise.all([updates('eu'), updates('ap')])).toEqual([inEu + 1, inAp + 1]);
  await step('Heal it');
  await expect.poll(verdict).toBe('All 3 regions are equal');
  expect(await updates('us')).toBe(await updates('eu'));

  const bySendgrid = world.providers.accepted('sendgrid').count;
  await step('Break a provider');
  await expect.poll(() => world.providers.accepted('sendgrid').count).toBeGreaterThan(bySendgrid);
  await step('Mend everything');
  await expect.poll(() => page.getByLabel('How Amazon SES behaves').inputValue()).toBe('ok');
});

it('the lines to a region that is killed look dead, and live again with it', async () => {
  await region('ap').getByRole('button', { name: 'Kill' }).click();
  await page.getByRole('button', { name: 'Link between us and ap: ap is down' }).waitFor({ timeout: 15_000 });
  expect(await page.locator('.wire[data-dead="true"]').count()).toBe(4);
  await region('ap').getByRole('button', { name: 'Start' }).click();
  await page.getByRole('button', { name: /^Link between us and ap: \d/ }).waitFor({ timeout: 30_000 });
  expect(await page.locator('.wire[data-dead="true"]').count()).toBe(0);
});
