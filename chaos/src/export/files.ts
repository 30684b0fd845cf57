import { stringify } from 'yaml';
import { experiments } from '../experiments/experiments.ts';
import { chaosMeshOf } from './chaos-mesh.ts';
import { toolkitOf } from './toolkit.ts';

/** Everything that is exported, by its path below the folder that it is written to. */
export function exportedFiles(): Map<string, string> {
  const files = new Map<string, string>();
  for (const experiment of experiments) {
    files.set(`toolkit/${experiment.name}.json`, `${JSON.stringify(toolkitOf(experiment), null, 2)}\n`);
    const manifest = chaosMeshOf(experiment.name);
    const head = `# ${experiment.title}. Promise: ${experiment.hypothesis}\n# PEERS: put the addresses of the other regions here.\n`;
    if (manifest) files.set(`kubernetes/${experiment.name}.yaml`, head + stringify(manifest, { lineWidth: 0 }));
  }
  return files;
}
