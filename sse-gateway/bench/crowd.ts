import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Count, Order } from './readers.ts';
import { pin, type Served } from './servers.ts';

/** The readers, alone on core 1. */
export interface Crowd extends AsyncDisposable {
  open(served: Served, count: number, stalled?: number): void;
  cut(): void;
  count(): Promise<Count>;
}

const crowdCore = '1';

export async function gatherCrowd(): Promise<Crowd> {
  const child = fork(fileURLToPath(new URL('./readers.ts', import.meta.url)), [], { execArgv: [], stdio: ['ignore', 2, 2, 'ipc'] });
  await pin(child.pid!, crowdCore);
  const order = (what: Order) => void child.send(what);
  return {
    // One address has 28,000 ports to give: several take more readers.
    open: ({ port, path }, count, stalled = 0) => order({ order: 'open', port, path, headers: '', count, addresses: 4, stalled }),
    cut: () => order({ order: 'cut' }),
    count: () =>
      new Promise((resolve) => {
        child.once('message', (told: Count) => resolve(told));
        order({ order: 'count' });
      }),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}
