import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

// The alert rules by Prometheus' own tool: that they can be read, and that each fires when the tests beside them say.
const folder = join(import.meta.dirname, '..', 'runbooks');
const tests = readdirSync(folder).filter((name) => name.endsWith('.test.yml'));

for (const words of [
  ['check', 'rules', 'alerts.yml'],
  ['test', 'rules', ...tests],
]) {
  const { status, error } = spawnSync('promtool', words, { cwd: folder, stdio: 'inherit' });
  if (error) process.stderr.write(`promtool did not start: ${error.message}\n`);
  if (status !== 0) process.exit(1);
}
