import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

// The first is the same browser without windows, which nobody sees here: a third of the processor. Whoever has only the second tests with that.
const programs = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

/** A browser of one's own that asks nobody for anything by itself. */
export function openBrowser(...more: string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: programs.find((path) => existsSync(path)) ?? programs[0]!,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', ...more],
  });
}
