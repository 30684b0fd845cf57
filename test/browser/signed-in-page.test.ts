import { expect, it } from 'vitest';
import { openSignedInWorld } from '../../lab/test/signed-in-world.ts';
import { openBrowser } from './open-browser.ts';

it('a guest goes through the door of the page, signs in by a link from a mail, and is on the page, live', async () => {
  await using world = await openSignedInWorld();
  const browser = await openBrowser('--host-resolver-rules=MAP *.example 127.0.0.1');
  try {
    const page = await browser.newPage();
    expect((await page.goto(`${world.urls.own}/`))!.status()).toBe(404);
    await page.getByRole('link', { name: 'Open a page that is not for everybody' }).click();
    await page.getByRole('link', { name: 'Sign in with your account' }).click();
    await page.getByRole('heading', { name: 'Sign in to Pharos' }).waitFor();
    expect(new URL(page.url()).hostname).toBe(world.names.api);
    await page.goto(await world.invite('ada@acme.example'));
    await page.getByRole('button', { name: 'Sign in with this link' }).click();
    await page.waitForURL(`${world.urls.own}/`);
    await page.locator('#live[data-state=live]').waitFor({ timeout: 30_000 });
    // Once more, with the session there is: nothing is asked.
    await page.context().clearCookies({ domain: world.names.own });
    await page.goto(`${world.urls.own}/unlock`);
    await page.getByRole('link', { name: 'Sign in with your account' }).click();
    await page.waitForURL(`${world.urls.own}/`);
  } finally {
    await browser.close();
  }
});
