import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Problem } from '@pharos/core/problem';
import { settle } from '@pharos/core/process';
import { keptPath, workOut } from './chart-values.ts';
import { schemaFolder } from './tree.ts';

/**
 * What `npm test` cannot ask for on every machine: OpenTofu (or Terraform, if it is on the path) itself formats, checks and plans
 * everything, with providers that are played from our copies of their schemas. It needs Go; neither a registry of providers nor an account.
 * What a region gives the chart must be what is kept, for `npm test` to look at; with --write that is renewed.
 */
const root = join(import.meta.dirname, '..');
// Beside the data of the lab, which git ignores.
const tools = join(root, '../.pharos/tools');
const tofuModule = 'github.com/opentofu/opentofu@v1.12.6';
const folders = ['state', 'modules/region', 'modules/global', 'environments/staging', 'environments/production'];
const providers = { aws: 'hashicorp/aws', cloudflare: 'cloudflare/cloudflare' };

settle(() => {
  mkdirSync(tools, { recursive: true });
  const command = findTofu();
  const scratch = mkdtempSync(join(tmpdir(), 'pharos-terraform-'));
  try {
    const env = playProviders(scratch);
    run(command, ['fmt', '-check', '-recursive', '-diff', root]);
    process.stdout.write('✓ formatted\n');
    for (const folder of folders) {
      const inFolder = { ...env, TF_DATA_DIR: join(scratch, folder.replaceAll('/', '-')) };
      const chdir = `-chdir=${join(root, folder)}`;
      run(command, [chdir, 'get'], inFolder);
      run(command, [chdir, 'validate', '-no-color'], inFolder);
      const tested = existsSync(join(root, folder, 'tests')) ? run(command, [chdir, 'test', '-no-color'], inFolder) : 'no plans';
      process.stdout.write(`✓ ${folder}: valid; ${/\d+ passed/.exec(tested)?.[0] ?? tested}\n`);
    }
    checkValues(command, scratch, env);
  } finally {
    rmSync(scratch, { recursive: true });
  }
});

function checkValues(command: string, scratch: string, env: Record<string, string>): void {
  const kept = workOut(scratch, (copy) => {
    const inCopy = { ...process.env, ...env, TF_DATA_DIR: join(scratch, 'copy') };
    // It fails, as it is asked to: what is wanted stands in what it says.
    return spawnSync(command, [`-chdir=${copy}`, 'test', '-json'], { encoding: 'utf8', env: inCopy, maxBuffer: 64 * 1_048_576 }).stdout;
  });
  const text = `${JSON.stringify(kept, null, 2)}\n`;
  if (process.argv.includes('--write')) writeFileSync(keptPath, text);
  const before = JSON.parse(readFileSync(keptPath, 'utf8')) as unknown;
  if (JSON.stringify(before) !== JSON.stringify(kept))
    throw new Problem('invalid', 'terraform/kept/chart-values.json is not what the module gives now: look at it with --write');
  process.stdout.write('✓ what the chart is given: as it is kept\n');
}

function findTofu(): string {
  const found = ['tofu', 'terraform'].find(isOnPath);
  if (found) return found;
  const built = join(tools, 'tofu');
  if (existsSync(built)) return built;
  process.stdout.write(`building ${tofuModule} (once, some minutes) ...\n`);
  const { Dir } = JSON.parse(go(['mod', 'download', '-json', tofuModule])) as { Dir: string };
  go(['build', '-C', Dir, '-o', built, './cmd/tofu']);
  return built;
}

/** One program for all: it takes the schema that is named as it is. */
function playProviders(scratch: string): Record<string, string> {
  const folder = join(scratch, 'providers');
  mkdirSync(folder);
  const [first, ...others] = Object.keys(providers).map((name) => join(folder, `terraform-provider-${name}`));
  go(['build', '-C', join(root, 'played'), '-o', first!, '.']);
  for (const other of others) copyFileSync(first!, other);
  const overrides = Object.values(providers).map((address) => `    "${address}" = ${JSON.stringify(folder)}`);
  const config = join(scratch, 'tofurc');
  writeFileSync(config, `provider_installation {\n  dev_overrides {\n${overrides.join('\n')}\n  }\n  direct {}\n}\n`);
  return { TF_CLI_CONFIG_FILE: config, CHECKPOINT_DISABLE: '1', SCHEMAS: schemaFolder };
}

function go(words: string[]): string {
  if (!isOnPath('go')) throw new Problem('unavailable', 'this needs Go, by which OpenTofu and the played providers are built');
  return run('go', words, { GOFLAGS: '-buildvcs=false' });
}

/** Answers what it printed; a command that fails is told with what it said. */
function run(command: string, words: string[], env: Record<string, string> = {}): string {
  const done = spawnSync(command, words, { encoding: 'utf8', env: { ...process.env, ...env }, maxBuffer: 64 * 1_048_576 });
  if (done.error) throw new Problem('unavailable', `${command} did not start: ${done.error.message}`);
  if (done.status !== 0) throw new Problem('invalid', `${command} ${words.join(' ')} failed: ${(done.stderr + done.stdout).trim()}`);
  return done.stdout;
}

function isOnPath(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((each) => existsSync(join(each, command)));
}
