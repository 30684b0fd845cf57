import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axeFaults, openConsoleWorld, type ConsoleWorld } from './console-world.ts';

let room: ConsoleWorld;
let tab: Page;
/** A page on which nobody has said anything. */
let empty: string;

beforeAll(async () => {
  room = await openConsoleWorld();
  const made = await room.ask('us', 'POST', '/v1/pages', { name: 'Zebra', slug: 'zebra' });
  empty = (made as { id: string }).id;
  // Not where the page is: both clocks are to be told apart.
  tab = await room.signedIn({ viewport: { width: 1280, height: 900 }, timezoneId: 'Europe/Berlin' });
  tab.on('dialog', (dialog) => void dialog.accept());
}, 180_000);

afterAll(async () => {
  await room?.[Symbol.asyncDispose]();
});

const button = (name: string | RegExp) => tab.getByRole('button', { name });
const go = (name: string) => tab.getByRole('navigation', { name: 'Parts of the console' }).getByRole('link', { name }).click();
/** As the browser's own way back does it: another place, without another load. */
const goTo = (place: string) =>
  tab.evaluate((path) => {
    history.pushState(null, '', path);
    dispatchEvent(new PopStateEvent('popstate'));
  }, `/console/${place}`);

it('maintenance is planned by the clocks of who plans it, begun early, made longer, and called off', async () => {
  await go('Maintenance');
  await button('Month after').click();
  const day = tab.getByRole('link', { name: /^Plan maintenance on .* 12, / });
  await day.click();
  await tab.getByLabel('Title', { exact: true }).fill('Database upgrade');
  const starts = await tab.getByLabel('Starts', { exact: true }).inputValue();
  expect(starts).toMatch(/-12T22:00$/);
  await tab.getByLabel('Ends', { exact: true }).fill(starts.replace('22:00', '23:30'));
  await tab.getByLabel('Payments').check();
  await tab.getByLabel('Comes again').selectOption('Every week');
  await tab.reload();
  await expect.poll(() => tab.getByLabel('Title', { exact: true }).inputValue()).toBe('Database upgrade');
  await button('Schedule it and tell 3').click();
  await tab.getByRole('heading', { name: 'Maintenance', level: 1 }).waitFor();
  await button('Month after').click();
  await tab.getByRole('table', { name: 'Calendar' }).getByRole('link', { name: 'Database upgrade' }).first().click();
  await tab.getByText(/^Comes again every /).waitFor();
  const { items } = (await room.ask('us', 'GET', `/v1/pages/${room.page}/maintenances`)) as {
    items: { id: string; startsAt: string; endsAt: string; recurrence: string }[];
  };
  const [planned] = items;
  expect(planned!.startsAt).toMatch(/-12T2[01]:00:00.000Z$/);
  expect(planned!.recurrence).toMatch(/^FREQ=WEEKLY;BYDAY=/);
  await button('Start now').click();
  await button('Start it now').click();
  await tab.getByText('The work has begun.').waitFor();
  await button('Extend').click();
  await tab.getByLabel('Longer by').selectOption('1 hour');
  await button('Extend it').click();
  await tab.getByText('We need more time than planned.').waitFor();
  await button('Call off').click();
  await button('Call it off').click();
  await tab.getByText('Called off').first().waitFor();
  // The newest stands first.
  await tab.locator('.story li').first().getByText('We have called this maintenance off.').waitFor();
  const after = (await room.ask('us', 'GET', `/v1/pages/${room.page}/maintenances/${planned!.id}`)) as { endsAt: string };
  expect(Date.parse(after.endsAt) - Date.parse(planned!.endsAt)).toBe(3_600_000);
});

it('a template is written on a quiet day, and asks for what it leaves open when it is used', async () => {
  await go('Templates');
  await tab.getByText('No template yet.').waitFor();
  await tab.getByRole('link', { name: 'New template' }).click();
  await button('Save').click();
  await tab.getByText('Give it a name that your team finds it by.').waitFor();
  await tab.getByLabel('What your team calls it').fill('Cards fail');
  await tab.getByLabel(/^Title of the incident/).fill('{{service}} fails');
  await tab.getByLabel(/^What visitors read/).fill('Cards are refused by {{service}}.');
  await tab.getByText('Asked for when it is used: service').waitFor();
  await button('Save').click();
  await tab.getByRole('link', { name: 'Cards fail' }).waitFor();
  await tab.keyboard.press('n');
  await tab.getByLabel('From a template').selectOption('Cards fail');
  await tab.getByRole('group', { name: 'The template asks for' }).getByLabel('service').fill('Visa');
  await button('Fill in').click();
  expect(await tab.getByLabel('Title', { exact: true }).inputValue()).toBe('Visa fails');
  expect(await tab.getByLabel(/^What visitors read/).inputValue()).toBe('Cards are refused by Visa.');
  await button('Discard draft').click();
  await go('Templates');
  await tab.getByRole('link', { name: 'Cards fail' }).click();
  await button('Delete').click();
  await tab.getByText('No template yet.').waitFor();
});

it('people are invited with a role, which is changed and taken away again', async () => {
  await go('People');
  await button('Invite somebody').click();
  await tab.getByLabel('Email').fill('ada@example.com');
  await tab.getByLabel('Name').fill('Ada');
  await tab.getByLabel('Role', { exact: true }).selectOption('Viewer');
  await button('Send the invitation').click();
  await tab.getByText(/ada@example.com.* a week|ada@example.com may sign in now/).waitFor();
  const role = tab.getByLabel('Role of Ada');
  await role.selectOption('Responder');
  await expect.poll(async () => (await seats()).find(({ email }) => email === 'ada@example.com')?.role).toBe('responder');
  await tab.getByRole('listitem').filter({ has: role }).getByRole('button', { name: 'Remove' }).click();
  await expect.poll(async () => (await seats()).some(({ email }) => email === 'ada@example.com')).toBe(false);
  // The last owner stays, and is told why.
  const own = tab.getByRole('listitem').filter({ has: tab.getByLabel('Role of Owner') });
  await own.getByRole('button', { name: 'Remove' }).click();
  await own.getByText('this is the last owner').waitFor();
});

async function seats(): Promise<{ email: string; role: string | null }[]> {
  return ((await room.ask('us', 'GET', '/v1/people')) as { items: { email: string; role: string | null }[] }).items;
}

it('a key is shown once, opens what it may until it is revoked, and all of it is in the audit log', async () => {
  await go('API keys');
  await button('Make a key').click();
  await tab.getByLabel('Who uses it').fill('Pager');
  await tab.getByLabel('What it may do').selectOption('Only some things');
  await tab.getByLabel('Incidents').selectOption('read and write');
  await button('Make it').click();
  const secret = await tab.getByLabel('Your new key').inputValue();
  const asks = async (path: string) => {
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ title: 'By the pager', body: 'It rings', notify: false });
    return (await fetch(`${room.world.region('us').urls.api}/v1/pages/${room.page}/${path}`, { method: 'POST', headers, body })).status;
  };
  expect(await asks('incidents')).toBe(201);
  expect(await asks('templates')).toBe(403);
  await button('I have it').click();
  const row = tab.getByRole('listitem').filter({ hasText: 'Pager' });
  await row.getByRole('button', { name: 'Revoke' }).click();
  await row.getByText('Revoked').waitFor();
  expect(await asks('incidents')).toBe(401);
  await go('Audit log');
  await tab.getByLabel('What', { exact: true }).selectOption('API keys');
  // It is there a second after the change.
  const revoked = async () => {
    await button('Look again').click();
    return tab.getByText('Revoke api key').count();
  };
  await expect.poll(revoked, { timeout: 20_000, interval: 500 }).toBe(1);
  expect(await tab.getByText('Open incident').count()).toBe(0);
  await tab.getByText('Revoke api key').first().click();
  await tab.locator('dt', { hasText: 'revoked' }).first().waitFor();
});

it('a file of subscribers is looked at first, then brought, found, and taken out again', async () => {
  await go('Subscribers');
  await button('Import a file').click();
  const content = `email\n${Array.from({ length: 40 }, (_, at) => `reader${at}@example.com`).join('\n')}\nno address\n`;
  await tab
    .getByLabel('A file of comma-separated values')
    .setInputFiles({ name: 'all.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
  await tab.getByLabel('These people have agreed').check();
  await button('Look first').click();
  await tab.getByText('40 would be added, 0 are there already, 1 were refused.').waitFor();
  await tab.getByText(/Line 42: /).waitFor();
  await button('Import it').click();
  await tab.getByText('40 added, 0 were there already, 1 were refused.').waitFor({ timeout: 60_000 });
  const counts = tab.getByRole('table', { name: 'How many, by channel' });
  await expect
    .poll(() =>
      counts
        .getByRole('row', { name: /^Email/ })
        .getByRole('cell')
        .first()
        .textContent(),
    )
    .toBe('41');
  await button('Close').click();
  await tab.getByLabel(/^Find an address/).fill('reader39');
  const row = tab.getByRole('listitem').filter({ hasText: 'reader39@example.com' });
  await row.waitFor();
  await expect.poll(() => tab.locator('.cards .card').count()).toBe(1);
  await row.getByRole('button', { name: 'Unsubscribe' }).click();
  await row.getByText('Left').waitFor();
  const [download] = await Promise.all([tab.waitForEvent('download'), button('Export').click()]);
  expect(download.suggestedFilename()).toBe('subscribers.csv');
});

it('settings of the page are seen on it, and a domain says how it is proved', async () => {
  await go('Page settings');
  await tab.getByLabel('What this page is about').fill('All that **Acme** runs.');
  await tab.getByLabel('Where readers find help').fill('nonsense');
  await button('Save').click();
  await tab.getByText('must be an address like').first().waitFor();
  await tab.getByLabel('Where readers find help').fill('https://help.example.com');
  await button('Save').click();
  await tab.getByText('Saved. Whoever opens the page now sees it.').waitFor();
  const visitor = await room.browser.newPage();
  const address = `${room.world.region('eu').urls.page}/${room.slug}`;
  const about = async () => {
    await visitor.goto(address);
    return visitor.locator('strong', { hasText: 'Acme' }).count();
  };
  await expect.poll(about).toBeGreaterThan(0);
  await visitor.close();
  await tab.getByRole('link', { name: 'Look' }).click();
  await tab.getByLabel('Accent', { exact: true }).fill('#ffcc00');
  await tab.getByText('Hard to read').waitFor();
  await tab.getByRole('link', { name: 'Domain' }).click();
  await tab.getByLabel('Your own domain').fill('status.example.com');
  expect(await tab.getByLabel('Name').inputValue()).toBe('_pharos.status.example.com');
  expect(await tab.getByLabel('Value').inputValue()).toBe(`pharos-page=${room.page}`);
  await tab.getByRole('link', { name: 'Features' }).click();
  await tab.getByLabel('Name of a switch').fill('new-timeline');
  await button('Switch it on').click();
  await tab.getByLabel('new-timeline').uncheck();
  await expect.poll(() => room.ask('us', 'GET', `/v1/pages/${room.page}/settings`)).toMatchObject({ features: { 'new-timeline': false } });
});

it('everything is found by keyboard, and keys lead everywhere', async () => {
  await tab.keyboard.press('Control+k');
  const search = tab.getByRole('combobox', { name: 'Search' });
  await search.fill('plan maint');
  await tab.keyboard.press('Enter');
  await tab.getByRole('heading', { name: 'Plan maintenance' }).waitFor();
  await tab.keyboard.press('Control+k');
  await search.fill('audit');
  await tab.getByRole('option', { selected: true }).getByText('Audit log').waitFor();
  await tab.keyboard.press('Enter');
  await tab.getByRole('heading', { name: 'Audit log' }).waitFor();
  await tab.keyboard.press('g');
  await tab.keyboard.press('k');
  await tab.getByRole('heading', { name: 'API keys' }).waitFor();
  await tab.keyboard.press('?');
  await tab.getByText('Keys without Ctrl work').click();
  await tab.keyboard.press('Escape');
  await tab.keyboard.press('g');
  await tab.keyboard.press('m');
  await tab.keyboard.press('Control+k');
  await search.waitFor();
  await tab.keyboard.press('Escape');
  expect(await tab.getByRole('heading', { level: 1 }).textContent()).toBe('API keys');
});

it('an empty page is a live one after five steps, of which one is skipped', async () => {
  await tab.getByLabel('Page', { exact: true }).selectOption('Zebra');
  await tab.getByRole('heading', { name: 'Five steps to your page' }).waitFor();
  await tab.getByLabel('Name').fill('Zebra Status');
  await button('Next').click();
  await button('+ API').click();
  await tab.getByLabel('Another one').fill('Stripes');
  await button('Add').click();
  await tab.getByText('API, Stripes').waitFor();
  await button('Next').click();
  await tab.getByLabel('Accent', { exact: true }).fill('#225511');
  await button('Next').click();
  await button('Skip this step').click();
  await button('Publish the test').click();
  await tab.getByText('It is on your page.').waitFor();
  await button('Take it back').click();
  await tab.getByText('No open incident.').waitFor();
  expect(await room.ask('us', 'GET', `/v1/pages/${empty}/view`)).toMatchObject({
    page: { name: 'Zebra Status', colours: { accent: '#225511' } },
    components: [{ name: 'API' }, { name: 'Stripes' }],
    incidents: [],
  });
});

it('no screen has a fault that axe knows, light, dark, or on a phone, where nothing is cut off', async () => {
  const long = 'W'.repeat(200);
  const soon = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const planned = { title: long, body: long, startsAt: soon(1), endsAt: soon(2), notify: false };
  const { id } = (await room.ask('us', 'POST', `/v1/pages/${room.page}/maintenances`, planned)) as { id: string };
  await room.ask('us', 'POST', `/v1/pages/${room.page}/templates`, { name: long, body: long });
  await room.ask('us', 'POST', `/v1/pages/${room.page}/metrics`, { name: long, description: long, unit: 'W'.repeat(20) });
  const parts = ['', '/brand', '/domain', '/access', '/features'].map((part) => `settings${part}`);
  const screens = [
    'maintenance',
    'maintenance/new',
    `maintenance/${id}`,
    'templates',
    'templates/new',
    'metrics',
    'metrics/new',
    'subscribers',
    'deliveries',
    ...parts,
  ];
  for (const [colorScheme, width, height] of [
    ['light', 1280, 900],
    ['dark', 360, 740],
  ] as const) {
    await tab.emulateMedia({ colorScheme });
    await tab.setViewportSize({ width, height });
    for (const screen of [...screens, 'people', 'keys', 'audit', 'account', 'start']) {
      await goTo(`${room.page}/${screen}`);
      await tab.getByRole('heading', { level: 1 }).waitFor();
      await expect.poll(() => tab.locator('.loading').count()).toBe(0);
      expect(await axeFaults(tab, 'main'), `${colorScheme} ${screen}`).toEqual([]);
      expect(await tab.evaluate('document.documentElement.scrollWidth - innerWidth'), `${colorScheme} ${screen}`).toBeLessThanOrEqual(0);
    }
    await tab.keyboard.press('Control+k');
    await tab.getByRole('combobox', { name: 'Search' }).waitFor();
    expect(await axeFaults(tab), `${colorScheme} search`).toEqual([]);
    await tab.keyboard.press('Escape');
  }
});
