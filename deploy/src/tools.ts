import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '@pharos/core/problem';

// Beside the data of the lab, which git ignores: fetched once, by the ordinary clients of their registries.
const folder = join(import.meta.dirname, '../../.pharos/tools');
const helmVersion = 'v3.19.0';

/** Helm from the path, or built once by Go from its module proxy. */
export function findHelm(): string {
  if (isOnPath('helm')) return 'helm';
  const built = join(folder, 'helm');
  if (existsSync(built)) return built;
  if (!isOnPath('go')) throw new Problem('unavailable', 'this needs helm: install helm 3, or Go, by which it is built once');
  process.stdout.write(`building helm ${helmVersion} (once, some minutes) ...\n`);
  run('go', ['install', `helm.sh/helm/v3/cmd/helm@${helmVersion}`], { GOBIN: folder, GOFLAGS: '-buildvcs=false' });
  return built;
}

/** The checker of manifests against Kubernetes' own schemas. */
export const findKubernetesValidate = (): string => findPython('kubernetes-validate', 'kubernetes-validate==1.37.0');

/** The Chaos Toolkit, which takes the drills that are exported for it. */
export const findChaosToolkit = (): string => findPython('chaos', 'chaostoolkit==1.19.0');

/** A program from the path, or from PyPI, in a Python of its own. */
function findPython(name: string, requirement: string): string {
  if (isOnPath(name)) return name;
  const venv = join(folder, 'venv');
  const command = join(venv, 'bin', name);
  if (existsSync(command)) return command;
  if (!isOnPath('python3')) throw new Problem('unavailable', `this needs ${name}: install Python 3 with venv and run this again`);
  process.stdout.write(`installing ${requirement} (once) ...\n`);
  run('python3', ['-m', 'venv', venv]);
  run(join(venv, 'bin/pip'), ['install', '-q', '--disable-pip-version-check', requirement]);
  return command;
}

/** Answers what it printed; a command that fails is told with what it said. */
export function run(command: string, args: string[], env: Record<string, string> = {}): string {
  const done = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, ...env }, maxBuffer: 64 * 1_048_576 });
  if (done.error) throw new Problem('unavailable', `${command} did not start: ${done.error.message}`);
  if (done.status !== 0) throw new Problem('invalid', `${command} ${args.join(' ')} failed: ${(done.stderr + done.stdout).trim()}`);
  return done.stdout;
}

export function isOnPath(command: string): boolean {
  return `${process.env.PATH}:/usr/sbin:/sbin`.split(':').some((each) => existsSync(join(each, command)));
}
