import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appCode } from '../../api/test/app-code.ts';
import { axeFaults, openConsoleWorld, type ConsoleWorld } from './console-world.ts';

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

const names = () => tab.locator('.tree .name').allTextContents();
const view = async () =>
  (await room.ask('us', 'GET', `/v1/pages/${room.page}/view`)) as {
    components: { name: string; groupId: string | null; order: string }[];
    groups: { id: string; name: string }[];
  };

it('components and groups are put in order by keys and by a pointer, each time in one write', async () => {
  await goTo('components');
  await tab.getByLabel('Name of a group').fill('Kern & Ränder 🚂');
  await button('Add group').dblclick();
  await tab.locator('.tree .group').getByText('Kern & Ränder 🚂').waitFor();
  await expect.poll(async () => (await view()).groups.filter(({ name }) => name.startsWith('Kern')).length).toBe(1);
  const writes: string[] = [];
  tab.on('request', (request) => {
    if (request.method() === 'PATCH') writes.push(new URL(request.url()).pathname);
  });
  const before = await names();
  expect(before.slice(0, 3)).toEqual(['API', 'Dashboard', 'Authentication']);
  await button('Move API').focus();
  for (let press = 0; press < 2; press++) await tab.keyboard.press('ArrowDown');
  await tab.getByText(/^API: 3 of \d+$/).waitFor({ state: 'attached' });
  expect(await tab.evaluate('document.activeElement.id')).toMatch(/^move-/);
  await expect.poll(async () => (await view()).components.map(({ name }) => name).indexOf('API')).toBe(2);
  expect(writes).toHaveLength(1);
  // By a pointer, into the group; and out of it by a key.
  const [from, to] = [button('Move Dashboard'), tab.locator('.tree .group', { hasText: 'Kern' })];
  await from.scrollIntoViewIfNeeded();
  const [at, into] = [(await from.boundingBox())!, (await to.boundingBox())!];
  await tab.mouse.move(at.x + at.width / 2, at.y + at.height / 2);
  await tab.mouse.down();
  await tab.mouse.move(into.x + 200, into.y + into.height / 2, { steps: 5 });
  await tab.locator('.drop-into').waitFor();
  await tab.mouse.up();
  const groupOf = async (name: string) => {
    const { components, groups } = await view();
    const of = components.find((each) => each.name === name)!.groupId;
    return groups.find(({ id }) => id === of)?.name ?? null;
  };
  await expect.poll(() => groupOf('Dashboard')).toBe('Kern & Ränder 🚂');
  expect(writes).toHaveLength(2);
  await expect
    .poll(names)
    .toEqual([...before.filter((name) => name !== 'API' && name !== 'Dashboard').toSpliced(1, 0, 'API'), 'Dashboard']);
  await button('Move Dashboard').press('ArrowLeft');
  await expect.poll(() => groupOf('Dashboard')).toBeNull();
  // Let go over nothing, or given up by Escape, it stays.
  await tab.mouse.move(at.x + at.width / 2, at.y + at.height / 2);
  await tab.mouse.down();
  await tab.mouse.move(into.x + 200, into.y + into.height / 2, { steps: 3 });
  await tab.keyboard.press('Escape');
  await tab.mouse.up();
  await tab.getByRole('heading', { name: 'Components', level: 1 }).waitFor();
  expect(writes).toHaveLength(3);
});

it('a metric is made, seen as a line once it is measured, shown to visitors and hidden from them', async () => {
  await goTo('metrics');
  await tab.getByText('No metric yet.').waitFor();
  await tab.getByRole('link', { name: 'New metric' }).click();
  await button('Save').click();
  await tab.getByText('Give it a name that visitors understand.').waitFor();
  await tab.getByLabel('Name').fill('Time <i>to</i> answer');
  await tab.getByLabel('Unit').fill('ms');
  await button('Save').dblclick();
  const row = tab.getByRole('main').getByRole('listitem').filter({ hasText: 'Time <i>to</i> answer' });
  await row.getByText('Nothing was measured in this time.').waitFor();
  const { items } = (await room.ask('us', 'GET', `/v1/pages/${room.page}/metrics`)) as { items: { id: string }[] };
  expect(items).toHaveLength(1);
  const points = [100, 300, 200].map((value, at) => ({ at: new Date(Date.now() - (3 - at) * 3_600_000).toISOString(), value }));
  await room.ask('us', 'POST', `/v1/pages/${room.page}/metrics/${items[0]!.id}/points`, { points });
  await row.getByRole('link').click();
  await tab.getByRole('img', { name: 'Time <i>to</i> answer: now 200 ms · from 100 ms to 300 ms' }).waitFor();
  await tab.getByLabel('What it says').fill('As our own monitor sees it');
  await button('Save').click();
  const shown = async () => ((await room.ask('us', 'GET', `/v1/pages/${room.page}/public-metrics`)) as { items: object[] }).items.length;
  await row.getByRole('button', { name: /^Show on the page/ }).click();
  await row.getByText('on the page', { exact: true }).waitFor();
  expect(await shown()).toBe(1);
  await row.getByRole('button', { name: /^Hide from the page/ }).click();
  await row.getByText('for the team alone').waitFor();
  expect(await shown()).toBe(0);
  await row.getByRole('link').click();
  await button('Delete').click();
  await tab.getByText('No metric yet.').waitFor();
});

it('what subscribers are sent is shown beside the text, as the notifier writes it', async () => {
  await goTo('new');
  await tab.getByText('How subscribers get it').click();
  await tab.getByText('Write a title and a text first.').waitFor();
  await tab.getByLabel('Title', { exact: true }).fill('Cards <b>fail</b> 🐈');
  await tab.getByLabel(/^What visitors read/).fill('We **look**.');
  const sent = tab.locator('.channels');
  await sent.getByText('[Acme Cloud] Cards <b>fail</b> 🐈').waitFor();
  // One letter that is not in the alphabet of phones makes each letter cost more.
  await sent.getByText('SMS: 2 messages').waitFor();
  await tab.getByLabel('Title', { exact: true }).fill('Cards fail');
  await sent.getByText('SMS: 1 message', { exact: true }).waitFor();
  await sent.getByText('We look.', { exact: true }).waitFor();
  await sent.getByText('Impact: none').first().waitFor();
  await tab.getByLabel('API', { exact: true }).selectOption('Major outage');
  await sent.getByText('Impact: critical').first().waitFor();
  await tab.getByRole('radio', { name: 'Monitoring' }).check();
  expect(await axeFaults(tab)).toEqual([]);
  await tab.getByLabel('Tell subscribers').uncheck();
  await tab.getByText('Subscribers are not told of this.').waitFor();
  await button('Discard draft').click();
});

it('who else looks at an incident, or writes about it, is seen at once, also from another region', async () => {
  const other = await room.signedIn({ viewport: { width: 1280, height: 900 } });
  await goTo(`incidents/${incident}`);
  await other.goto(tab.url());
  // The same person in another window.
  await tab.getByText('you, in another window is looking at this').waitFor();
  await other.getByLabel(/^What visitors read/).fill('I am on it');
  await tab.getByText('you, in another window is writing').waitFor();
  await other.getByRole('button', { name: 'Discard draft' }).click();
  const cut = room.world.region('us').part('api');
  await cut.kill();
  try {
    await other.getByLabel(/^What visitors read/).fill('Still on it');
    await tab.getByText('you, in another window is writing').waitFor();
  } finally {
    await cut.start();
  }
  await other.getByRole('link', { name: 'Now', exact: true }).click();
  await expect.poll(() => tab.getByText('you, in another window').count()).toBe(0);
  await other.close();
});

// The last one: to do without codes ends all other sessions.
it('a passkey is made, renamed and signed in by; codes from an app bring recovery codes, shown once', async () => {
  const own = await room.signedIn({ viewport: { width: 1280, height: 900 } });
  own.on('dialog', (dialog) => void dialog.accept());
  const press = (name: string | RegExp) => own.getByRole('button', { name }).click();
  const device = await own.context().newCDPSession(own);
  await device.send('WebAuthn.enable');
  const abilities = { hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  await device.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', ...abilities } });
  await own.getByRole('link', { name: 'Your account' }).click();
  // A session that is older than a quarter of an hour: who it is is asked for, over what was typed.
  await own.route('**/v1/account/passkeys/options', (route) => route.fulfill({ status: 403, json: { detail: 'sign in once more' } }), {
    times: 1,
  });
  await own.getByLabel('What you call it').fill('My <b>key</b>');
  await press('Add a passkey');
  await own.getByRole('heading', { name: 'Sign in again' }).waitFor();
  await press('Not now');
  await press('Add a passkey');
  const row = own.getByRole('listitem').filter({ hasText: 'My <b>key</b>' });
  await row.waitFor();
  await row.getByRole('button', { name: 'Rename My <b>key</b>' }).click();
  await own.locator('.card input').fill('Laptop');
  await own.locator('.card input').press('Enter');
  await own.getByRole('listitem').filter({ hasText: 'Laptop' }).waitFor();
  await press('Set them up');
  const secret = await own.getByLabel('Secret for the app').inputValue();
  await own.getByLabel('Code that the app shows').fill('000 000');
  await press('Use them');
  await own.getByText('is not right').first().waitFor();
  await own.getByLabel('Code that the app shows').fill(appCode(secret));
  await press('Use them');
  await own.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
  const first = await own.locator('.secrets li').allTextContents();
  expect(first.length).toBeGreaterThan(5);
  await press('I have them');
  expect(await own.locator('.secrets').count()).toBe(0);
  await own.getByText(`${first.length} recovery codes are left.`).waitFor();
  await press('Make new recovery codes');
  await own.locator('.secrets li').first().waitFor();
  expect((await own.locator('.secrets li').allTextContents()).some((code) => first.includes(code))).toBe(false);
  await press('I have them');
  await press('Sign out');
  await press('Sign in by passkey');
  await own.getByText('You write to').waitFor();
  await own.getByRole('link', { name: 'Your account' }).click();
  await own.getByText('by passkey').first().waitFor();
  await press('Do without codes');
  await own.getByText('Not set up.').waitFor();
  await press('Remove Laptop');
  await own.getByText('None yet.').waitFor();
  await own.close();
});
