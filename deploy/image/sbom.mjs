// Lists what is in the image, as CycloneDX: the packages that the lock file names for running, and Node itself, which is a package
// for building alone only in the eyes of npm.  node deploy/image/sbom.mjs > sbom.cdx.json
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const words = ['sbom', '--omit=dev', '--package-lock-only', '--sbom-format=cyclonedx'];
const listed = JSON.parse(execFileSync('npm', words, { encoding: 'utf8', maxBuffer: 64 * 1_048_576 }));
const { version, license } = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages['node_modules/node'];
listed.components.push({
  'bom-ref': `node@${version}`,
  type: 'platform',
  name: 'node',
  version,
  purl: `pkg:npm/node@${version}`,
  licenses: [{ license: { id: license ?? 'ISC' } }],
});
process.stdout.write(`${JSON.stringify(listed, null, 2)}\n`);
