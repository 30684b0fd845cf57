import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '@pharos/core/problem';
import { settle } from '@pharos/core/process';
import { composeFiles, composeText } from './compose.ts';
import { chartFolder, goldenPath, goldens, headed, kubeVersion } from './golden.ts';
import { findChaosToolkit, findHelm, findKubernetesValidate, isOnPath, run } from './tools.ts';

// What `npm test` cannot ask for on every machine: the chart by helm itself, against Kubernetes' schemas, the units by systemd, and the
// drills that are exported by the Chaos Toolkit.
// With --write the kept manifests are renewed; without, they must be what helm renders now.
const isWriting = process.argv.includes('--write');
// In tenths of what systemd counts, of 100: what is open to anybody on a network begins at about 15.
const exposureMax = 20;
const dir = mkdtempSync(join(tmpdir(), 'pharos-deploy-'));
settle(() => {
  try {
    writeCompose();
    checkChart();
    checkUnits();
    checkComposeFront();
    checkExperiments();
  } finally {
    rmSync(dir, { recursive: true });
  }
});

function checkChart(): void {
  const helm = findHelm();
  const validate = findKubernetesValidate();
  run(helm, ['lint', '--strict', '--kube-version', kubeVersion, chartFolder]);
  for (const golden of goldens) {
    const rendered = run(helm, [
      'template',
      'pharos',
      chartFolder,
      '--namespace',
      'pharos',
      '--kube-version',
      kubeVersion,
      ...golden.words,
    ]);
    const file = join(dir, golden.file);
    writeFileSync(file, rendered);
    run(validate, ['--strict', '--quiet', '--no-warn', '-k', kubeVersion.split('.').slice(0, 2).join('.'), file]);
    if (isWriting) writeFileSync(goldenPath(golden), headed(rendered));
    else if (readFileSync(goldenPath(golden), 'utf8') !== headed(rendered))
      throw new Problem('invalid', `deploy/helm/golden/${golden.file} is not what helm renders now: look at it with --write`);
    process.stdout.write(`✓ ${golden.file}: rendered, as Kubernetes ${kubeVersion} has it${isWriting ? ', written' : ', as it is kept'}\n`);
  }
}

function writeCompose(): void {
  if (!isWriting) return; // whether they are as they are made is asked by `npm test`
  for (const { file, regions } of composeFiles) writeFileSync(join(import.meta.dirname, '../compose', file), composeText(regions));
}

function checkUnits(): void {
  if (!isOnPath('systemd-analyze')) {
    process.stdout.write('- systemd units: not checked, there is no systemd-analyze here\n');
    return;
  }
  const folder = join(import.meta.dirname, '../systemd');
  const root = join(import.meta.dirname, '../..');
  const names = readdirSync(folder).map((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const name = file.replace('@.service', '@1.service');
    writeFileSync(join(dir, name), text.replaceAll('/opt/pharos', root).replaceAll('%i', '1'));
    return join(dir, name);
  });
  run('systemd-analyze', ['verify', '--man=no', '--recursive-errors=yes', ...names]);
  for (const service of names.filter((each) => each.endsWith('@1.service')))
    run('systemd-analyze', ['security', '--offline=yes', `--threshold=${exposureMax}`, service]);
  process.stdout.write(
    `✓ ${names.length} systemd units: as systemd has it, with less than ${exposureMax / 10} of its ten points of exposure\n`,
  );
}

// The other two configurations are run by `npm test`.
function checkComposeFront(): void {
  if (!isOnPath('haproxy')) {
    process.stdout.write('- the HAProxy file of Compose: not checked, there is no haproxy here\n');
    return;
  }
  const file = join(import.meta.dirname, '../compose/haproxy.cfg');
  run('haproxy', ['-c', '-f', file], { REGION: 'eu', PATH: `${process.env.PATH}:/usr/sbin` });
  process.stdout.write('✓ the HAProxy file of Compose: as HAProxy has it\n');
}

// That they are as they would be written today is asked by `npm test`.
function checkExperiments(): void {
  const chaos = findChaosToolkit();
  const folder = join(import.meta.dirname, '../../chaos/exported/toolkit');
  const files = readdirSync(folder);
  for (const file of files) run(chaos, ['--log-file', join(dir, 'chaos.log'), 'validate', join(folder, file)]);
  process.stdout.write(`✓ ${files.length} experiments: as the Chaos Toolkit has them\n`);
}
