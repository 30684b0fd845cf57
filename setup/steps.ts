import { spawn } from 'node:child_process';

/** Runs commands one after the other, showing what they print; the first that fails ends it with its code. */
export async function steps(commands: string[]): Promise<void> {
  for (const command of commands) {
    const started = performance.now();
    process.stdout.write(`\n▸ ${command}\n`);
    const [program, ...words] = command.split(' ');
    const code = await new Promise<number>((resolve) => {
      const child = spawn(program!, words, { stdio: 'inherit' });
      child.once('error', () => resolve(127));
      child.once('exit', (status) => resolve(status ?? 1));
    });
    if (code !== 0) {
      process.stdout.write(`✗ ${command} ended with ${code}\n`);
      process.exit(code);
    }
    process.stdout.write(`✓ ${command} (${((performance.now() - started) / 1000).toFixed(1)} s)\n`);
  }
}
