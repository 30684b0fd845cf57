import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild, untilUp, type Child } from '@pharos/core/launch/child';
import { host } from '../site.ts';
import type { World } from '../world.ts';
import { alertmanagerConfiguration, prometheusConfiguration, targets } from './configuration.ts';

const rulesFile = fileURLToPath(new URL('../../../runbooks/alerts.yml', import.meta.url));

// A week of a lab that runs all the time is far below the size; the size is for who has seven regions.
const keepFor = '7d';
const keepMost = '512MB';
// Prometheus reads its journal again after a kill: seconds, on a busy machine more.
const readyMs = 30_000;
const stopMs = 5_000;
const askMs = 1_000;

export interface Watch extends AsyncDisposable {
  prometheusUrl: string;
  alertmanagerUrl: string;
}

export interface WatchOptions {
  world: Pick<World, 'shared' | 'region' | 'onChange'>;
  dir: string;
  ports: { prometheus: number; alertmanager: number };
}

/**
 * Prometheus with the rules of the runbooks, and Alertmanager, beside a world (Debian: packages `prometheus`, `prometheus-alertmanager`).
 * They only look: nothing in the world waits for them. What they keep grows with the number of roles, and is bounded above.
 */
export async function launchWatch({ world, dir, ports }: WatchOptions): Promise<Watch> {
  mkdirSync(dir, { recursive: true });
  const prometheusFile = join(dir, 'prometheus.yml');
  const alertmanagerFile = join(dir, 'alertmanager.yml');
  const targetsFile = join(dir, 'targets.json');
  writeFileSync(prometheusFile, prometheusConfiguration({ targetsFile, rulesFile, alertmanagerPort: ports.alertmanager }));
  writeFileSync(alertmanagerFile, alertmanagerConfiguration());
  await using opened = new AsyncDisposableStack();
  const following = followTargets(world, targetsFile);
  opened.defer(() => following.stop());
  const alertmanager = await launch('prometheus-alertmanager', dir, ports.alertmanager, [
    `--config.file=${alertmanagerFile}`,
    `--storage.path=${join(dir, 'alertmanager')}`,
    '--cluster.listen-address=', // it is alone
  ]);
  opened.use(alertmanager);
  const prometheus = await launch('prometheus', dir, ports.prometheus, [
    `--config.file=${prometheusFile}`,
    `--storage.tsdb.path=${join(dir, 'prometheus')}`,
    `--storage.tsdb.retention.time=${keepFor}`,
    `--storage.tsdb.retention.size=${keepMost}`,
    // What leads from a graph to a journey. It asks for OpenMetrics by itself, which says it.
    '--enable-feature=exemplar-storage',
  ]);
  opened.use(prometheus);
  const started = opened.move();
  return {
    prometheusUrl: urlOf(ports.prometheus),
    alertmanagerUrl: urlOf(ports.alertmanager),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

/** Keeps the file as the parts of the world are; Prometheus reads it again by itself. */
function followTargets(world: WatchOptions['world'], file: string): { stop(): void } {
  let written: string | undefined;
  const write = () => {
    const now = targets(world.shared.sites, (region, part) => world.region(region).part(part).state());
    if (now === written) return;
    written = now;
    writeFileSync(`${file}.next`, now);
    renameSync(`${file}.next`, file); // whole, or not at all
  };
  write();
  return world.onChange(write);
}

async function launch(command: string, dir: string, port: number, args: string[]): Promise<Child> {
  const logFile = join(dir, `${command}.log`);
  const child = startChild({
    command,
    args: [...args, `--web.listen-address=${host}:${port}`, '--log.level=warn'],
    cwd: dir,
    logFile,
    stopMs,
  });
  await untilUp(child, () => isReady(`${urlOf(port)}/-/ready`), `${command} on port ${port}`, logFile, readyMs);
  return child;
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(askMs) })).ok;
  } catch {
    return false; // not there yet
  }
}

function urlOf(port: number): string {
  return `http://${host}:${port}`;
}
