import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

// The first is the same browser without windows, which nobody sees here: a third of the processor. Whoever has only the second tests with that.
const programs = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

/** A browser of one's own that asks nobody for anything by itself. */
export function openBrowser(...more: string[]): Promise<Browser> {
  return open(
    programs.find((path) => existsSync(path)),
    more,
  );
}

/** The one with all its parts: without windows a browser shows no notifications, and keeps no permission for them. */
export function openWholeBrowser(): Promise<Browser> {
  return open(
    programs.findLast((path) => existsSync(path)),
    [],
  );
}

function open(executablePath: string = programs[0]!, more: string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', ...more],
  });
}
