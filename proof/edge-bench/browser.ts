import type { Browser, CDPSession, Page } from 'playwright-core';
import { openBrowser } from '../../test/browser/open-browser.ts';

/** A visitor's browser, new each time: nothing of the page is in it yet. */
export interface Visit {
  page: Page;
  devtools: CDPSession;
}

export async function startBrowser(opened: AsyncDisposableStack): Promise<Browser> {
  const browser = await openBrowser();
  opened.defer(() => browser.close());
  return browser;
}

export async function visit<T>(browser: Browser, act: (visit: Visit) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 412, height: 823 }, locale: 'en-GB' });
  try {
    const page = await context.newPage();
    return await act({ page, devtools: await context.newCDPSession(page) });
  } finally {
    await context.close();
  }
}

/** What goes over the line until the page stands, heads included, and how often something is asked for. The stream is what follows. */
export async function countRequests({ devtools }: Visit): Promise<() => { requests: number; bytes: number }> {
  await devtools.send('Network.enable');
  const asked = new Map<string, number>();
  devtools.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (!request.url.includes('/live/') && !request.url.startsWith('data:')) asked.set(requestId, 0);
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (asked.has(requestId)) asked.set(requestId, encodedDataLength);
  });
  return () => ({ requests: asked.size, bytes: [...asked.values()].reduce((sum, bytes) => sum + bytes, 0) });
}

// Lighthouse's slow 4G: a round trip of 150 ms, 1.6 Mbit/s down and 750 kbit/s up.
const slow4g = { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 };

/** A telephone of the middle class on a bad line. */
export async function slowDown({ devtools }: Visit): Promise<void> {
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', slow4g);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
}

/** Kept by the page from its beginning: its largest part, and all that moved. */
export const watchPaint = `
  window.largest = 0; window.shifted = 0; window.movers = [];
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.largest = entry.startTime; })
    .observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) { window.shifted += entry.value; for (const { node } of entry.sources) window.movers.push((node?.id ? '#' + node.id : node?.className || node?.nodeName) + ' at ' + Math.round(entry.startTime)); } })
    .observe({ type: 'layout-shift', buffered: true });`;

/** What the page's thread has done so far, in milliseconds. */
export async function taskMs({ devtools }: Visit): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1_000;
}
