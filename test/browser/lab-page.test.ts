import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePorts } from '@pharos/lab/ports';
import { seedDemo } from '@pharos/lab/seed';
import { serveLab, type LabServer } from '@pharos/lab/server';
import { createWorld, type World } from '@pharos/lab/world';

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
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
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
  await expect.poll(verdict, { timeout: 10_000 }).toBe('All 3 regions are equal');
  await region('eu').getByRole('button', { name: 'Cut off' }).click();
  await page.getByRole('button', { name: 'Link between us and eu: cut' }).waitFor();
  await region('us').getByRole('button', { name: 'Post incident' }).click();
  await region('eu').getByRole('button', { name: 'Post incident' }).click();
  await expect.poll(verdict, { timeout: 10_000 }).toMatch(/^Not equal: us lacks 1, eu 1 and ap 1 · 4 of 6 ways cut$/);
  await region('eu').getByRole('button', { name: 'Heal' }).click();
  await expect.poll(verdict, { timeout: 15_000 }).toBe('All 3 regions are equal');
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
  expect(world.providers.accepted('sendgrid').count).toBe(1);
});
