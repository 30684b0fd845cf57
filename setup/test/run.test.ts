import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const run = fileURLToPath(new URL('../run.mjs', import.meta.url));

/** As npm starts a script: by a shell, which gets the signals and does not pass them on. */
function start() {
  const shell = spawn('sh', ['-c', `"${process.execPath}" "${run}" setup/test/waits.ts; true`]);
  let said = '';
  shell.stdout.on('data', (data: Buffer) => void (said += data.toString()));
  return { shell, said: () => said };
}

test('what was started stops when the shell that npm started it with is killed', async () => {
  const { shell, said } = start();
  await expect.poll(said).toBe('up\n');
  shell.kill('SIGKILL');
  await once(shell.stdout, 'end');
  expect(said()).toBe('up\nstopped\n');
});
