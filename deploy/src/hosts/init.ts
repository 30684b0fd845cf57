import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseEnv } from 'node:util';
import { readUnit } from '../unit-file.ts';

/*
 * What stands in for systemd on a played host: it reads the units that lie there, starts and stops what they say under the user that
 * they say, keeps it running, and answers `systemctl` through a socket. Of the walls between processes it builds none.
 */

const folders = ['/etc/systemd/system', '/lib/systemd/system'];
// As systemd has them, where a unit does not say.
const stopS = 90;
const startsMax = 5;
const aliveAfterMs = 700;

interface Running {
  child: ChildProcess;
  isWanted: boolean;
  starts: number[];
}
const running = new Map<string, Running>();

const socket = '/run/played-init.sock';
rmSync(socket, { force: true });
createServer({ allowHalfOpen: true }, (connection) => {
  let asked = '';
  connection.on('data', (data) => (asked += data.toString()));
  connection.on('end', () => {
    answer(JSON.parse(asked) as string[]).then(
      (text) => connection.end(JSON.stringify({ code: 0, text })),
      (error: unknown) => connection.end(JSON.stringify({ code: 1, text: (error as Error).message })),
    );
  });
  connection.on('error', () => undefined); // who asked has gone
}).listen(socket);

async function answer(words: string[]): Promise<string> {
  const [verb, ...rest] = words.filter((word) => !word.startsWith('-'));
  const isNow = words.includes('--now');
  const units = rest.map((name) => (/\.(service|target)$/.test(name) ? name : `${name}.service`));
  switch (verb) {
    case 'start':
      await Promise.all(units.map(start));
      break;
    case 'stop':
      await Promise.all(units.map(stop));
      break;
    case 'restart':
      for (const unit of units) await stop(unit).then(() => start(unit));
      break;
    case 'reload':
      for (const unit of units) reload(unit);
      break;
    case 'enable':
      if (isNow) await Promise.all(units.map(start));
      break;
    case 'disable':
      if (isNow) await Promise.all(units.map(stop));
      break;
    case 'is-active':
      return running.get(units[0]!)?.child.exitCode === null ? 'active' : 'inactive';
    case 'daemon-reload':
    case 'reset-failed':
      break;
    case undefined:
    default:
      throw new Error(`this init does not know: ${words.join(' ')}`);
  }
  return '';
}

function read(unit: string) {
  const [base, instance] = /@/.test(unit) ? [unit.replace(/@.*\./, '@.'), /@(.*)\./.exec(unit)![1]!] : [unit, ''];
  const path = folders.map((folder) => `${folder}/${base}`).find((each) => existsSync(each));
  if (path === undefined) throw new Error(`Unit ${unit} not found.`);
  const host = readFileSync('/etc/hostname', 'utf8').trim();
  return readUnit(
    readFileSync(path, 'utf8')
      .replaceAll('%i', instance)
      .replaceAll('%H', host)
      .replaceAll('%p', base.replace(/@?\..*/, '')),
  );
}

async function start(unit: string): Promise<void> {
  const of = read(unit);
  if (unit.endsWith('.target')) {
    // One that it wants and that does not come up is tried again by itself, and is no failure of the target.
    await Promise.allSettled(
      of
        .all('Unit', 'Wants')
        .flatMap((names) => names.split(' '))
        .map(start),
    );
    return;
  }
  if (running.get(unit)?.isWanted && running.get(unit)!.child.exitCode === null) return;
  const env = environment(of);
  const user = userOf(of);
  for (const dir of of.all('Service', 'RuntimeDirectory').concat(of.all('Service', 'StateDirectory').map((each) => `../var/lib/${each}`))) {
    mkdirSync(`/run/${dir}`, { recursive: true, mode: 0o700 });
    chownSync(`/run/${dir}`, user.uid, user.gid);
  }
  const command = wordsOf(of.one('Service', 'ExecStart'), env);
  const log = openSync(`/var/log/${unit}.log`, 'a');
  const cwd = of.all('Service', 'WorkingDirectory').at(-1) ?? '/';
  const child = spawn(command[0]!, command.slice(1), { env, cwd, uid: user.uid, gid: user.gid, stdio: ['ignore', log, log] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve).once('error', () => resolve(127)));
  if (of.all('Service', 'Type').at(-1) === 'oneshot') {
    const code = await ended;
    if (code !== 0) throw new Error(`Job for ${unit} failed: it ended with ${code}. See "journalctl -u ${unit}".`);
    return;
  }
  const before = running.get(unit)?.starts ?? [];
  const one: Running = { child, isWanted: true, starts: [...before.filter((at) => at > Date.now() - 60_000), Date.now()] };
  running.set(unit, one);
  void ended.then(async () => {
    const isKept = of.all('Service', 'Restart').at(-1)?.startsWith('always') && one.starts.length < startsMax;
    if (!one.isWanted || running.get(unit) !== one || !isKept) return;
    await sleep(500);
    await start(unit).catch(() => undefined); // its log says why
  });
  const readiness = of.all('Service', 'ExecStartPost').at(-1);
  if (readiness === undefined) await sleep(aliveAfterMs);
  else {
    const [word, ...rest] = wordsOf(readiness, env);
    const asking = spawn(word!, rest, { env, cwd, stdio: 'ignore' });
    const code = await new Promise((resolve) => asking.once('exit', resolve));
    if (code !== 0) throw new Error(`Job for ${unit} failed: it did not get ready. See "journalctl -u ${unit}".`);
  }
  if (child.exitCode !== null && child.exitCode !== 0) throw new Error(`Job for ${unit} failed: it ended with ${child.exitCode}.`);
}

async function stop(unit: string): Promise<void> {
  const of = read(unit);
  if (unit.endsWith('.target')) {
    await Promise.all(
      of
        .all('Unit', 'Wants')
        .flatMap((names) => names.split(' '))
        .map(stop),
    );
    return;
  }
  const one = running.get(unit);
  if (!one) return;
  one.isWanted = false;
  const { child } = one;
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill((of.all('Service', 'KillSignal').at(-1) ?? 'SIGTERM') as NodeJS.Signals);
    const late = setTimeout(
      () => child.kill('SIGKILL'),
      Number.parseInt(of.all('Service', 'TimeoutStopSec').at(-1) ?? String(stopS), 10) * 1_000,
    );
    await ended;
    clearTimeout(late);
  }
  running.delete(unit);
}

function reload(unit: string): void {
  const of = read(unit);
  const pid = running.get(unit)?.child.pid;
  if (pid === undefined) throw new Error(`${unit} is not active.`);
  for (const line of of.all('Service', 'ExecReload')) {
    const [word, ...rest] = wordsOf(line, { ...environment(of), MAINPID: String(pid) });
    const { status, stderr } = spawnSync(word!, rest, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`Job for ${unit} failed: ${stderr}`);
  }
}

function environment(of: ReturnType<typeof readUnit>): Record<string, string> {
  const pairs = of
    .all('Service', 'Environment')
    .flatMap((line) => [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => (quoted ?? bare)!));
  const files = of.all('Service', 'EnvironmentFile').flatMap((name) => {
    const path = name.replace(/^-/, '');
    if (existsSync(path)) return [parseEnv(readFileSync(path, 'utf8')) as Record<string, string>];
    if (name.startsWith('-')) return [];
    throw new Error(`Failed to load environment files: ${path} is not there.`);
  });
  const said = Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  return Object.assign({ PATH: process.env.PATH!, LANG: 'C.UTF-8' }, said, ...files) as Record<string, string>;
}

/** A user that systemd would make for the time being is nobody here. */
function userOf(of: ReturnType<typeof readUnit>): { uid: number; gid: number } {
  const isMade = of.all('Service', 'DynamicUser').at(-1) === 'yes';
  const name = isMade ? 'nobody' : (of.all('Service', 'User').at(-1) ?? 'root');
  const row = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`${name}:`));
  if (row === undefined) throw new Error(`there is no user ${name}`);
  const [, , uid, gid] = row.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

/** `$NAME` alone becomes as many words as it holds, as systemd has it. */
function wordsOf(line: string, env: Record<string, string>): string[] {
  return line
    .replace(/^[-@:+!]+/, '')
    .split(/\s+/)
    .flatMap((word) => {
      const whole = /^\$(\w+)$/.exec(word);
      if (whole)
        return (env[whole[1]!] ?? '')
          .split(/\s+/)
          .filter(Boolean)
          .map((each) => each.replace(/^"(.*)"$/, '$1'));
      return [word.replace(/\$\{?(\w+)\}?/g, (_all, name: string) => env[name] ?? '')];
    });
}
