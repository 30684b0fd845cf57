import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openConsoleWorld, type ConsoleWorld } from './console-world.ts';

let room: ConsoleWorld;
let tab: Page;
let incident: string;

beforeAll(async () => {
  room = await openConsoleWorld();
  tab = await room.signedIn({ viewport: { width: 1280, height: 900 } });
  tab.on('dialog', (dialog) => void dialog.accept());
  const opened = await room.ask('us', 'POST', `/v1/pages/${room.page}/incidents`, { title: 'Cards are refused', body: 'It began.' });
  incident = (opened as { id: string }).id;
}, 180_000);

afterAll(async () => {
  await room?.[Symbol.asyncDispose]();
});

const button = (name: string | RegExp) => tab.getByRole('button', { name });
/** As the browser's own way back does it: another place, without another load. */
const goTo = (place: string) =>
  tab.evaluate((path) => {
    history.pushState(null, '', path);
    dispatchEvent(new PopStateEvent('popstate'));
  }, `/console/${room.page}/${place}`);
const bodiesIn = async (region: string) => {
  const { updates } = (await room.ask(region, 'GET', `/v1/pages/${room.page}/incidents/${incident}`)) as { updates: { body: string }[] };
  return updates.map(({ body }) => body);
};
const publications = async () =>
  ((await room.ask('eu', 'GET', `/v1/pages/${room.page}/publications`)) as { items: { id: string; body: string }[] }).items;

it('an update is written now, put right, and posted once at its time in every region', async () => {
  await goTo(`incidents/${incident}`);
  await tab.getByLabel(/^What visitors read/).fill('We begin <i>at ten</i>.');
  await tab.getByText('Publish it later').click();
  await tab.getByLabel('Publish at').fill('2020-01-01T10:00');
  await button('Schedule it').click();
  await tab.getByText('That time has passed').first().waitFor();
  await tab.getByLabel('Publish at').fill('2040-01-01T10:00');
  await button('Schedule it').dblclick();
  await tab.getByText(/^Scheduled\. It is published Jan 1, 2040/).waitFor();
  const list = tab.getByRole('region', { name: 'Scheduled' });
  await list.getByText('We begin <i>at ten</i>.').waitFor();
  await expect.poll(async () => (await publications()).length).toBe(1);
  expect(await bodiesIn('us')).toEqual(['It began.']);
  await list.getByRole('button', { name: 'Edit' }).click();
  await list.getByLabel(/^What visitors read/).fill('We begin at eleven.');
  await list.getByRole('button', { name: 'Save' }).click();
  await list.getByRole('listitem').getByText('We begin at eleven.').waitFor();
  const [planned] = await publications();
  const publishAt = new Date(Date.now() + 1_000).toISOString();
  await room.ask('eu', 'PATCH', `/v1/pages/${room.page}/publications/${planned!.id}`, { publishAt });
  await tab.locator('.story').getByText('We begin at eleven.').waitFor({ timeout: 60_000 });
  await expect.poll(() => list.count()).toBe(0);
  for (const region of ['us', 'eu', 'ap']) await expect.poll(() => bodiesIn(region)).toEqual(['We begin at eleven.', 'It began.']);
});

it('what is scheduled stands on Now, is published by hand, or called off', async () => {
  const plan = (body: string) =>
    room.ask('us', 'POST', `/v1/pages/${room.page}/publications`, {
      incident,
      body,
      status: 'monitoring',
      publishAt: '2040-01-01T10:00:00Z',
    });
  await plan('A fix is in.');
  await plan('It holds.');
  await goTo('');
  const list = tab.getByRole('region', { name: 'Scheduled' });
  const row = (body: string) => list.getByRole('listitem').filter({ hasText: body });
  await row('A fix is in.').getByRole('link', { name: 'Cards are refused' }).waitFor();
  await row('A fix is in.').getByRole('button', { name: 'Publish now' }).dblclick();
  await row('It holds.').getByRole('button', { name: 'Call off' }).click();
  await expect.poll(() => list.count()).toBe(0);
  await expect.poll(() => bodiesIn('ap')).toEqual(['A fix is in.', 'We begin at eleven.', 'It began.']);
});

it('who was told is known a moment later, with what came of it, whatever region told it', async () => {
  await room.ask('eu', 'POST', `/v1/pages/${room.page}/incidents/${incident}/updates`, { status: 'identified', body: 'We know why.' });
  await goTo('deliveries');
  const rows = tab.getByRole('main').getByRole('listitem');
  const told = rows.filter({ hasText: 'told by eu' }).first();
  const look = async () => {
    await button('Look again').click();
    return (await told.count()) === 0 ? undefined : told.locator('strong').first().textContent();
  };
  await expect.poll(look, { timeout: 60_000, interval: 500 }).toBe('2 of 2 told');
  // The demo page has one subscriber on each channel, and SMS are for what begins and ends.
  await tab
    .getByRole('table', { name: 'How the providers stand' })
    .getByRole('row', { name: /^Email: ses/ })
    .getByText('Works')
    .first()
    .waitFor();
  await told.getByRole('button', { name: /^To whom/ }).click();
  await told.getByLabel('What came of it').selectOption('Sent');
  await told.getByText('1 attempt').first().click();
  await told.locator('.attempts').getByText('accepted').first().waitFor();
  await told.getByRole('link', { name: 'Cards are refused' }).click();
  await tab.getByRole('heading', { name: 'Cards are refused', level: 1 }).waitFor();
  await goTo('subscribers');
  await tab.getByRole('link', { name: 'What they were told' }).first().click();
  await tab.getByRole('heading', { name: 'What one subscriber was told' }).waitFor();
  await tab.getByRole('main').getByText('Cards are refused').first().waitFor();
});
