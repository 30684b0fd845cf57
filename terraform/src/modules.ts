import type { Block, HclFile } from './hcl.ts';
import { folderOf, isConfiguration } from './references.ts';

/** Each call of a module gives all that the module must be given, and nothing else; and the environments are alike. */
export function moduleFaults(files: HclFile[]): string[] {
  const folders = Map.groupBy(files.filter(isConfiguration), ({ folder }) => folder);
  const calls = [...folders.values()]
    .flat()
    .flatMap((file) =>
      Object.entries(file.body.module ?? {}).flatMap(([name, blocks]) => blocks.flatMap((block) => callFaults(file, name, block, folders))),
    );
  return [...calls, ...environmentFaults(folders)];
}

const ofEveryCall = new Set(['source', 'for_each', 'count', 'providers', 'depends_on']);

function callFaults(file: HclFile, name: string, block: Block, folders: Map<string, HclFile[]>): string[] {
  const at = `${file.path}: module.${name}`;
  const called = folders.get(folderOf(file.folder, String(block.source)));
  if (!called) return [`${at}: there is no module ${String(block.source)}`];
  const variables = new Map(called.flatMap(({ body }) => Object.entries(body.variable ?? {})).map(([key, [variable]]) => [key, variable!]));
  const given = Object.keys(block).filter((key) => !ofEveryCall.has(key));
  return [
    ...given.filter((key) => !variables.has(key)).map((key) => `${at}: the module takes no ${key}`),
    ...[...variables]
      .filter(([key, variable]) => !('default' in variable) && !given.includes(key))
      .map(([key]) => `${at}: ${key} is missing`),
  ];
}

/** What is tried in one environment is what runs in the other: the same modules, variables and outputs. The state of each is locked. */
function environmentFaults(folders: Map<string, HclFile[]>): string[] {
  const environments = [...folders].filter(([folder]) => /^environments\/[^/]+$/.test(folder));
  const [first, ...others] = environments.map(([folder, files]) => ({ folder, names: namesOf(files) }));
  const differences = others.flatMap(({ folder, names }) => [
    ...[...first!.names].filter((name) => !names.has(name)).map((name) => `${folder}: has no ${name}, as ${first!.folder} has`),
    ...[...names].filter((name) => !first!.names.has(name)).map((name) => `${first!.folder}: has no ${name}, as ${folder} has`),
  ]);
  const unlocked = environments.flatMap(([folder, files]) => {
    const backend = files
      .flatMap(({ body }) => body.terraform ?? [])
      .map((block) => (block.backend as { s3?: Block[] } | undefined)?.s3?.[0])
      .find(Boolean);
    return backend?.use_lockfile === true && backend.encrypt === true ? [] : [`${folder}: its state is not locked and encrypted`];
  });
  return [...differences, ...unlocked];
}

function namesOf(files: HclFile[]): Set<string> {
  return new Set(
    files.flatMap(({ body }) => [
      ...Object.keys(body.variable ?? {}).map((name) => `variable ${name}`),
      ...Object.keys(body.output ?? {}).map((name) => `output ${name}`),
      ...Object.entries(body.module ?? {}).flatMap(([name, [block]]) => Object.keys(block ?? {}).map((key) => `${key} of module ${name}`)),
    ]),
  );
}
