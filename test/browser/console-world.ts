import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { linkBeside } from '@pharos/api/invite-beside';
import { freePorts } from '@pharos/lab/ports';
import { consoleUrl } from '@pharos/lab/role-settings';
import { seedDemo } from '@pharos/lab/seed';
import { createWorld, type World } from '@pharos/lab/world';
import { personId } from '@pharos/resources/person/fields';
import { openBrowser } from './open-browser.ts';

/** The embedded product in three regions with its console, and a browser. */
export interface ConsoleWorld extends AsyncDisposable {
  world: World;
  browser: Browser;
  page: string;
  slug: string;
  /** The address that signs the owner in, once. */
  link(): string;
  /** A tab in which the owner has signed in. */
  signedIn(options?: Parameters<Browser['newPage']>[0]): Promise<Page>;
  /** As a program does it that has the page's key. */
  ask(region: string, method: string, path: string, body?: object): Promise<unknown>;
}

export async function openConsoleWorld(): Promise<ConsoleWorld> {
  await using opened = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'pharos-console-'));
  opened.defer(() => rm(dir, { recursive: true, force: true }));
  const world = opened.use(
    await createWorld({
      mode: 'embedded',
      regions: ['us', 'eu', 'ap'],
      dataDir: dir,
      ports: freePorts(),
      hasConsole: true,
      link: { delayMs: 40, jitterMs: 5 },
      isThrowaway: true,
      logLevel: 'warn',
    }),
  );
  const demo = await seedDemo(world);
  const browser = await openBrowser();
  opened.defer(() => browser.close());
  const home = world.region('us').site;
  // A later link uses up the earlier ones: each is made a little later than the one before.
  let links = 0;
  const link = () =>
    linkBeside(consoleUrl(home, world.shared), personId('owner@lab.example'), {
      key: world.shared.keys.sessions,
      now: Date.now() + ++links,
    });
  const stack = opened.move();
  return {
    world,
    browser,
    page: demo.page,
    slug: demo.slug,
    link,
    signedIn: async (options) => {
      const tab = await browser.newPage(options);
      await tab.goto(link());
      await tab.getByRole('button', { name: 'Sign in with this link' }).click();
      const refused = tab.getByRole('alert');
      await tab.getByText('You write to').or(refused).first().waitFor({ timeout: 60_000 });
      if ((await refused.count()) > 0) throw new Error(`not signed in: ${await refused.textContent()}`);
      return tab;
    },
    ask: async (region, method, path, body) => {
      const answer = await fetch(`${world.region(region).urls.api}${path}`, {
        method,
        headers: { authorization: `Bearer ${demo.key}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds against WCAG 2.2 AA in this tab, or in a part of it, one line each. */
export async function axeFaults(tab: Page, within = 'html'): Promise<string[]> {
  if (!(await tab.evaluate<boolean>('"axe" in window'))) await tab.evaluate(axe);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  return tab.evaluate<string[]>(
    `axe.run('${within}', { runOnly: ${JSON.stringify(tags)} }).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target + ': ' + failureSummary)))`,
  );
}
