import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/*
 * Hosts played by namespaces of one machine: each has its own network with an address, its own processes, and its own copy of all
 * files (an overlay over those of this machine), so that what a guide writes to /etc is each host's own. They share the kernel and the processors.
 */

export interface Said {
  code: number;
  text: string;
}

export interface Machine {
  name: string;
  address: string;
  /** A line of shell, as root. Throws what it said where it fails. */
  run(command: string, options?: { limitMs?: number; mayFail?: boolean }): Promise<Said>;
  write(path: string, text: string, mode?: number): void;
  /** As when somebody pulls the plug: every process of it is gone at once. */
  powerOff(): Promise<void>;
  powerOn(): Promise<void>;
}

export interface Machines extends AsyncDisposable {
  all: Machine[];
}

const commandMsMax = 300_000;
const bridge = 'pharos-played';
const upMsMax = 20_000;

/** `root`: the sources, from which each clones its own. */
export async function playMachines(addresses: string[], root: string): Promise<Machines> {
  const dir = mkdtempSync(join(tmpdir(), 'pharos-hosts-'));
  await using closing = new AsyncDisposableStack();
  closing.defer(() => rmSync(dir, { recursive: true, force: true }));
  tool('ip', 'link', 'add', bridge, 'type', 'bridge');
  closing.defer(() => void spawnSync('ip', ['link', 'del', bridge]));
  tool('ip', 'link', 'set', bridge, 'up');
  const all: Machine[] = [];
  for (const [at, address] of addresses.entries()) {
    const { machine, release } = await playMachine({
      name: `db-${at + 1}`,
      number: at + 1,
      address,
      dir: join(dir, `host-${at + 1}`),
      root,
    });
    closing.defer(release);
    all.push(machine);
  }
  const kept = closing.move();
  return { all, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

interface MachineOptions {
  name: string;
  number: number;
  address: string;
  dir: string;
  root: string;
}

async function playMachine({ name, number, address, dir, root }: MachineOptions): Promise<{ machine: Machine; release(): Promise<void> }> {
  await using made = new AsyncDisposableStack();
  const space = `pharos-${number}`;
  const [files, upper, work] = ['files', 'upper', 'work'].map((each) => join(dir, each)) as [string, string, string];
  for (const each of [files, upper, work]) mkdirSync(each, { recursive: true });
  chmodSync(dir, 0o755);
  chmodSync(upper, 0o755);
  tool('mount', '-t', 'overlay', 'overlay', '-o', `lowerdir=/,upperdir=${upper},workdir=${work}`, files);
  made.defer(() => void spawnSync('umount', ['-l', files]));
  tool('ip', 'netns', 'add', space);
  made.defer(() => void spawnSync('ip', ['netns', 'del', space]));
  tool('ip', 'link', 'add', `ph-${number}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', space);
  made.defer(() => void spawnSync('ip', ['link', 'del', `ph-${number}`]));
  tool('ip', 'link', 'set', `ph-${number}`, 'master', bridge, 'up');
  for (const words of [`addr add ${address}/8 dev eth0`, 'link set eth0 up', 'link set lo up'])
    tool('ip', '-n', space, ...words.split(' '));
  const inside = (path: string) => join(files, path);
  const write = (path: string, text: string, mode = 0o644) => {
    mkdirSync(join(inside(path), '..'), { recursive: true });
    writeFileSync(inside(path), text, { mode });
    chmodSync(inside(path), mode);
  };
  write('/etc/hostname', `${name}\n`);
  const node = join(root, 'node_modules/.bin/node');
  // What a host has of itself and this one has not: an init, a journal, and a registry of packages (all are installed already).
  const ask = (program: string) => `#!/bin/sh\nexec ${node} ${join(root, 'deploy/src/hosts/ask-init.mjs')} ${program} "$@"\n`;
  for (const program of ['systemctl', 'journalctl', 'apt-get']) write(`/usr/local/bin/${program}`, ask(program), 0o755);

  let init: ChildProcess | undefined;
  let pid = 0;
  const powerOn = async () => {
    const begin = [
      `mount -t proc proc ${files}/proc`,
      `mount --rbind /dev ${files}/dev`,
      `hostname ${name}`,
      `exec chroot ${files} ${node} --disable-warning=ExperimentalWarning ${join(root, 'deploy/src/hosts/init.ts')}`,
    ].join(' && ');
    rmSync(inside('/run/played-init.sock'), { force: true });
    const unshare = ['netns', 'exec', space, 'unshare', '--mount', '--pid', '--uts', '--ipc', '--fork', '--kill-child', 'sh', '-c', begin];
    init = spawn('ip', unshare, { stdio: ['ignore', 'inherit', 'inherit'] });
    const until = performance.now() + upMsMax;
    while (!existsSync(inside('/run/played-init.sock'))) {
      if (performance.now() > until || init.exitCode !== null) throw new Error(`${name} does not come up`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    pid = Number(readFileSync(`/proc/${init.pid}/task/${init.pid}/children`, 'utf8').trim().split(' ')[0]);
  };
  const powerOff = async () => {
    if (!init || init.exitCode !== null || init.signalCode !== null) return;
    const ended = new Promise((resolve) => init!.once('exit', resolve));
    process.kill(pid, 'SIGKILL'); // the first process of its space: all others go with it
    await ended;
  };
  const run: Machine['run'] = (command, { limitMs = commandMsMax, mayFail = false } = {}) =>
    new Promise((resolve, reject) => {
      const shell = ['bash', '-o', 'pipefail', '-c', `cd /opt/pharos 2>/dev/null || cd /root; ${command}`];
      const env = { ...process.env, PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' };
      const child = spawn('nsenter', ['-t', String(pid), '-a', '--root', '--wdns=/', '--', ...shell], {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let text = '';
      for (const from of [child.stdout, child.stderr]) from.on('data', (data: Buffer) => (text += data.toString()));
      const late = setTimeout(() => child.kill('SIGKILL'), limitMs);
      child.once('close', (code) => {
        clearTimeout(late);
        if (code === 0 || mayFail) resolve({ code: code ?? 1, text });
        else reject(new Error(`${name}: ${command.slice(0, 300)}\n${text.slice(-1_500)}`));
      });
    });
  made.defer(powerOff);
  await powerOn();
  const kept = made.move();
  return { machine: { name, address, run, write, powerOff, powerOn }, release: () => kept.disposeAsync() };
}

function tool(program: string, ...words: string[]): void {
  execFileSync(program, words, { stdio: ['ignore', 'ignore', 'inherit'] });
}
