import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { shiftedClock } from '../src/clock/shifted.ts';

const asks = 'console.log(JSON.stringify([Date.now(), new Date().getTime(), new Date(5).getTime(), new Date() instanceof Date]))';

it.each([3_600_000, -3_600_000])('a process started with a shifted clock sees the time %i ms off, however it asks', async (offsetMs) => {
  const dir = mkdtempSync(join(tmpdir(), 'pharos-clock-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const file = join(dir, 'clock-offset');
  writeFileSync(file, String(offsetMs));
  const { args, env } = shiftedClock(file);
  const before = Date.now() + offsetMs;
  const { stdout } = await promisify(execFile)(process.execPath, [...args, '--eval', asks], { env: { ...process.env, ...env } });
  const after = Date.now() + offsetMs;
  const [now, constructed, given, isDate] = JSON.parse(stdout) as [number, number, number, boolean];
  for (const time of [now, constructed]) {
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(after);
  }
  expect([given, isDate]).toEqual([5, true]);
});
