import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axeFaults, openConsoleWorld, type ConsoleWorld } from './console-world.ts';

let room: ConsoleWorld;
let tab: Page;

beforeAll(async () => {
  room = await openConsoleWorld();
}, 180_000);

afterAll(async () => {
  await room?.[Symbol.asyncDispose]();
});

const publish = () => tab.getByRole('button', { name: /^Publish/ });
const now = () => tab.getByRole('link', { name: 'Now' }).click();
const body = () => tab.getByLabel(/^What visitors read/);

it('from the link of the first start to a published post that every region shows', async () => {
  tab = await room.signedIn({ viewport: { width: 1280, height: 900 } });
  expect(await tab.evaluate('location.hash')).toBe('');
  await tab.keyboard.press('n');
  // Three actions: words, what is concerned, publish.
  await tab.getByRole('button', { name: 'We are looking into it' }).click();
  await tab.getByLabel('API', { exact: true }).selectOption('Major outage');
  await tab.getByText('Publish and tell 3').click();
  await tab.getByText('Published. Seen in 3 of 3 regions.').waitFor();
  for (const region of ['us', 'eu', 'ap']) {
    const visitor = await room.browser.newPage();
    await visitor.goto(`${room.world.region(region).urls.page}/${room.slug}`);
    await visitor.getByText('Problem with API').first().waitFor();
    await visitor.close();
  }
});

it('a post can be taken back, and is gone from the page', async () => {
  await tab.getByRole('button', { name: /^Take back/ }).click();
  await tab.getByText('Taken back.').waitFor();
  await now();
  await tab.getByText('No open incident.').waitFor();
  const { incidents } = (await room.ask('us', 'GET', `/v1/pages/${room.page}/view`)) as { incidents: object[] };
  expect(incidents).toEqual([]);
});

it('what is typed outlives the tab, and the region that was spoken to; it is published once', async () => {
  await tab.keyboard.press('n');
  await tab.getByRole('button', { name: 'We are looking into it' }).click();
  await body().fill('Payments fail <b>for some</b> cards. **We know why.**');
  await tab.getByLabel('Title').fill('Cards are refused');
  await tab.reload();
  await expect.poll(() => body().inputValue()).toContain('for some');
  // As the page would show it: what looks like markup is text.
  await tab.getByLabel('Preview').locator('strong', { hasText: 'We know why.' }).waitFor();
  expect(await tab.getByLabel('Preview').locator('b').count()).toBe(0);
  const api = room.world.region('us').part('api');
  await api.kill();
  try {
    await publish().dblclick();
    await tab.getByText('You write to eu; us does not answer.').waitFor();
    await tab.getByRole('link', { name: 'Cards are refused' }).waitFor();
  } finally {
    await api.start();
  }
  await expect.poll(() => tab.getByRole('status', { name: 'Regions' }).textContent()).toBe('You write to eu; all 3 regions agree.');
  const { items } = (await room.ask('us', 'GET', `/v1/pages/${room.page}/incidents?state=open`)) as { items: { title: string }[] };
  expect(items.map(({ title }) => title)).toEqual(['Cards are refused']);
});

it('an update follows: resolved takes its components back to work, where everybody sees it before it is published', async () => {
  await tab.getByRole('link', { name: 'Cards are refused' }).click();
  await tab.getByLabel('Payments').selectOption('Partial outage');
  await tab.getByRole('button', { name: 'We found the cause' }).click();
  await tab.getByRole('radio', { name: '30 min' }).check();
  await publish().click();
  await tab.getByText('Published. Seen in 3 of 3 regions.').waitFor();
  await expect.poll(() => tab.getByRole('radio', { name: 'Identified' }).isChecked()).toBe(true);
  await tab.getByText(/next update by .+ \(in \d+ minutes\)/).waitFor();
  await tab.getByRole('button', { name: 'It is resolved' }).click();
  await expect.poll(() => tab.getByLabel('Payments').inputValue()).toBe('operational');
  await publish().click();
  await now();
  await tab.getByText('No open incident.').waitFor();
});

it('people who posted out of touch are shown side by side, and it is settled in one action and a press', async () => {
  const incidents = `/v1/pages/${room.page}/incidents`;
  const { id } = (await room.ask('us', 'POST', incidents, { title: 'Split', body: 'It began' })) as { id: string };
  await expect
    .poll(() =>
      room.ask('eu', 'GET', `${incidents}/${id}`).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
  const cut = (how: 'drop' | 'none') => room.world.links.of('eu').forEach((link) => link.set({ cut: how }));
  cut('drop');
  await room.ask('eu', 'POST', `${incidents}/${id}/updates`, { status: 'resolved', body: 'Over, says eu' });
  await room.ask('us', 'POST', `${incidents}/${id}/updates`, { status: 'identified', body: 'Found, says us' });
  await expect.poll(() => tab.getByRole('status', { name: 'Regions' }).textContent()).toContain('out of touch with');
  cut('none');
  await tab.getByText('Two people posted out of touch: settle it').waitFor();
  await tab.getByRole('link', { name: 'Split' }).click();
  await tab.getByText('Over, says eu').first().waitFor();
  await tab.getByRole('button', { name: 'It is: Resolved' }).click();
  await publish().click();
  await expect.poll(() => tab.getByText('People posted out of touch').count()).toBe(0);
});

it('a session that ends while somebody writes takes nothing of it away', async () => {
  await now();
  await tab.keyboard.press('n');
  await body().fill('Half a sentence');
  await tab.getByLabel('Title').fill('Nobody loses this');
  const token = await tab.evaluate<string>(`sessionStorage.getItem('pharos session')`);
  await fetch(`${room.world.region('eu').urls.api}/v1/session`, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
  await publish().click();
  await tab.getByRole('heading', { name: 'Sign in again' }).waitFor();
  expect(await tab.locator('#post-body').inputValue()).toBe('Half a sentence');
  await tab.close();
  tab = await room.signedIn({ viewport: { width: 1280, height: 900 } });
});

it('no screen has a fault that axe knows, light, dark, or on a phone, where nothing is cut off', async () => {
  const incidents = `/v1/pages/${room.page}/incidents`;
  const { id } = (await room.ask('us', 'POST', incidents, { title: 'L'.repeat(200), body: 'W'.repeat(300) })) as { id: string };
  await room.ask('us', 'POST', `/v1/pages/${room.page}/publications`, { incident: id, body: 'W'.repeat(300), status: 'monitoring' });
  const { id: group } = (await room.ask('us', 'POST', `/v1/pages/${room.page}/groups`, { name: 'G'.repeat(200) })) as { id: string };
  await room.ask('us', 'POST', `/v1/pages/${room.page}/components`, { name: 'C'.repeat(200), groupId: group });
  const places = ['', '/new', '/components', `/incidents/${id}`];
  for (const colorScheme of ['light', 'dark'] as const) {
    await tab.emulateMedia({ colorScheme });
    for (const place of places) {
      await tab.setViewportSize(colorScheme === 'dark' ? { width: 360, height: 740 } : { width: 1280, height: 900 });
      await tab.goto(new URL(`/console/${room.page}${place}`, tab.url()).href);
      await tab.getByRole('heading', { level: 1 }).waitFor();
      expect(await axeFaults(tab), `${colorScheme} ${place}`).toEqual([]);
      expect(await tab.evaluate('document.documentElement.scrollWidth - innerWidth'), `${colorScheme} ${place}`).toBeLessThanOrEqual(0);
    }
  }
});
