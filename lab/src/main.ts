import { join, resolve } from 'node:path';
import { forgetWorld, writeWorld } from '@pharos/cli/world';
import { settle } from '@pharos/core/process';
import { help, readOptions } from './options.ts';
import { fixedPorts } from './ports.ts';
import { consoleUrl, requestsPerAddressMax } from './role-settings.ts';
import { seedDemo } from './seed.ts';
import { serveLab } from './server.ts';
import { untilStopped } from './until-stopped.ts';
import { serveTraces } from './traces/serve-traces.ts';
import { launchWatch, type Watch } from './watch/launch-watch.ts';
import { createWorld } from './world.ts';

const options = settle(() => readOptions(process.argv.slice(2)));
if (options === 'help') {
  process.stdout.write(help);
  process.exit(0);
}

const started = performance.now();
const say = (line: string) => process.stdout.write(`  ${((performance.now() - started) / 1000).toFixed(1).padStart(4)} s  ${line}\n`);

try {
  process.stdout.write(`Pharos: ${options.regions.length} regions, ${options.mode}, data in ${resolve(options.dataDir)}\n`);
  await using stopping = new AsyncDisposableStack();
  const asked = untilStopped(); // from here on Ctrl-C is ours: even half a start is stopped cleanly
  const ports = fixedPorts(options.basePort);
  // Before the world: its roles are told where it is.
  const collector = options.isWatched ? stopping.use(await serveTraces(await ports.watch('traces'))) : undefined;
  const world = await createWorld({
    mode: options.mode,
    regions: options.regions,
    dataDir: resolve(options.dataDir),
    ports,
    link: { delayMs: options.delayMs, jitterMs: options.jitterMs },
    logLevel: options.logLevel,
    hasConsole: true,
    tracesUrl: collector?.url,
    ...(options.front ? { front: options.front } : {}),
    roleEnv: { RATE_PER_ADDRESS: String(requestsPerAddressMax) },
    onProgress: say,
  });
  stopping.use(world);
  const demo = await seedDemo(world);
  say(demo.isNew ? 'the demo page is made' : 'the demo page is here from before');
  const lab = stopping.use(await serveLab(world, demo, { lab: await ports.lab(), mailbox: await ports.mailbox() }, collector?.store));
  const watch = options.isWatched
    ? stopping.use(
        await launchWatch({
          world,
          dir: join(resolve(options.dataDir), 'watch'),
          ports: { prometheus: await ports.watch('prometheus'), alertmanager: await ports.watch('alertmanager') },
        }),
      )
    : undefined;
  // So that the command line works at once, for as long as this runs.
  stopping.defer(() => forgetWorld());
  await writeWorld({
    pid: process.pid,
    key: demo.key,
    page: demo.page,
    regions: world.regions.map(({ name, urls, site, commandEnv }) => ({
      name,
      url: urls.api,
      env: { ...commandEnv, SESSION_KEYS: world.shared.keys.sessions, CONSOLE_URL: consoleUrl(site, world.shared) },
    })),
  });
  process.stdout.write(addresses(lab.labUrl, lab.mailboxUrl, watch));

  function addresses(labUrl: string, mailboxUrl: string, watched: Watch | undefined): string {
    const pages = world.regions.map((region) => `  page in ${region.name.padEnd(4)} ${region.urls.page}/${demo.slug}\n`).join('');
    const apis = world.regions.map((region) => `  API in ${region.name.padEnd(5)} ${region.urls.api}/\n`).join('');
    const consoles = world.regions.map(({ name, site }) => `  console ${name.padEnd(4)} ${consoleUrl(site, world.shared)}/\n`).join('');
    return `\n${pages}${consoles}${apis}  mailbox      ${mailboxUrl}/\n  lab          ${labUrl}/\n${watchers(watched)}\n  key of the demo page: ${demo.key}\n${ownerLine(demo.ownerLink)}\nCtrl-C stops it.\n`;
  }

  function watchers(watched: Watch | undefined): string {
    return watched === undefined
      ? ''
      : `  Prometheus   ${watched.prometheusUrl}/\n  Alertmanager ${watched.alertmanagerUrl}/\n  traces       npm run lab -- trace\n`;
  }

  function ownerLine(link: string | undefined): string {
    return link === undefined ? '' : `  sign in, once, as the owner: ${link}\n`;
  }

  await asked;
  process.stdout.write('\nstopping ...\n');
} catch (error) {
  settle(() => {
    throw error;
  });
}
process.stdout.write('stopped\n');
process.exit(0);
