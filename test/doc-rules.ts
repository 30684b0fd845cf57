/** What a page of documentation may say: the rules as functions over text, so that each can be shown to catch what it forbids. */
export interface Page {
  path: string;
  text: string;
}

/** What there is to be named: read from the programs themselves. */
export interface Known {
  /** Every file and folder of the repository. */
  paths: Set<string>;
  /** The text of every page, for the headings that links lead to. */
  pages: Map<string, string>;
  scripts: Set<string>;
  /** `mesh status`, `backup make`, `migrate`: with the options that each group takes. */
  pharos: Map<string, { commands: Set<string>; options: Set<string> }>;
  /** The verbs of `npm run lab --`, and its drills. */
  verbs: Set<string>;
  drills: Set<string>;
  /** Options of `npm start --` and of `npm run lab -- drill`. */
  startOptions: Set<string>;
  drillOptions: Set<string>;
  variables: Set<string>;
}

export function docFaults(page: Page, known: Known): string[] {
  return [...pathFaults(page, known), ...linkFaults(page, known), ...commandFaults(page, known), ...variableFaults(page, known)].map(
    (fault) => `${page.path}: ${fault}`,
  );
}

// What is ours by its first word. Names of folders that stand alone, as `api`, are roles in a text and not looked up.
const roots =
  /^(?:deploy|docs|runbooks|terraform|setup|chaos|proof|lab|test|core|region|resources|api|edge|notifier|sse-gateway|crdt-sync)\//;

/** Files of the repository that are named in code, whole or from the folder of the page. */
function pathFaults({ path, text }: Page, { paths }: Known): string[] {
  return [...codeOf(text).matchAll(/(?<![\w./:@$~<-])(?:\/opt\/pharos\/)?([a-z][\w.-]*(?:\/[\w.@*{},-]+)+)/g)].flatMap(([, named]) => {
    const asked = named!.replace(/[.,]+$/, '').replace(/\/$/, '');
    // A pattern, a route of the API, or what only looks like a path.
    if (!roots.test(asked) || /[*{}]/.test(asked)) return [];
    const isTest = [...paths].some((each) => each.startsWith(`${asked}.`) && /\/test\//.test(each));
    return paths.has(asked) || paths.has(join(folderOf(path), asked)) || isTest ? [] : [`there is no ${asked}`];
  });
}

function linkFaults({ path, text }: Page, { paths, pages }: Known): string[] {
  const prose = text.replaceAll(/```[\s\S]*?```/g, '');
  return [...prose.matchAll(/\[[^\]]*\]\(([^)\s]+)\)/g)].flatMap(([, target]) => {
    if (/^[a-z]+:/.test(target!)) return [];
    const [file, anchor] = target!.split('#') as [string, string?];
    const to = file === '' ? path : join(folderOf(path), file);
    if (!paths.has(to)) return [`a link leads to ${target}, which there is not`];
    const found = anchor === undefined || anchorsOf(pages.get(to) ?? '').includes(anchor);
    return found ? [] : [`a link leads to ${target}: there is no such heading`];
  });
}

function commandFaults({ text }: Page, known: Known): string[] {
  const code = codeOf(text);
  const pharos = [...code.matchAll(/\bnpx pharos\b([^\n`|;&>#"']*)/g)].flatMap(([, rest]) => pharosFaults(wordsOf(rest!), known));
  const npm = [...code.matchAll(/\bnpm (?:run (?:--?silent )?)?([a-z][\w:-]*)([^\n`|;&>#"')]*)/g)].flatMap(([whole, name, rest]) => {
    const isRun = whole.startsWith('npm run');
    if (!isRun && name !== 'start' && name !== 'test') return [];
    if (!known.scripts.has(name!)) return [`there is no "npm run ${name}"`];
    const words = wordsOf(rest!);
    if (words[0] !== '--') return [];
    if (name === 'start') return optionFaults('npm start', words, known.startOptions);
    return name === 'lab' ? labFaults(words.slice(1), known) : [];
  });
  return [...pharos, ...npm];
}

function pharosFaults([group, ...rest]: string[], { pharos }: Known): string[] {
  // "npx pharos" alone, or a word that stands for any.
  if (group === undefined || isPlaceholder(group)) return [];
  const found = pharos.get(group);
  if (!found) return [`there is no "npx pharos ${group}"`];
  const [command] = rest;
  const options = optionFaults(`npx pharos ${group}`, rest, found.options);
  if (command === undefined || found.commands.size === 0 || !/^[a-z]/.test(command)) return options;
  return found.commands.has(command) ? options : [`there is no "npx pharos ${group} ${command}"`, ...options];
}

function labFaults([verb, ...rest]: string[], { verbs, drills, drillOptions }: Known): string[] {
  if (verb === undefined || isPlaceholder(verb) || verb.startsWith('--')) return [];
  if (!verbs.has(verb)) return [`there is no "npm run lab -- ${verb}"`];
  if (verb !== 'drill') return [];
  const [name] = rest;
  const names = name === 'export' ? [] : rest.filter((word) => /^[a-z]/.test(word));
  const isKnown = (each: string) => drills.has(each) || [...drills].some((drill) => drill.startsWith(`${each}-`));
  return [
    ...names.filter((each) => !isKnown(each)).map((each) => `there is no drill "${each}"`),
    ...optionFaults('npm run lab -- drill', rest, drillOptions),
  ];
}

function optionFaults(command: string, words: string[], options: Set<string>): string[] {
  return words
    .filter((word) => /^--[a-z]/.test(word))
    .map((word) => word.split('=')[0]!)
    .filter((word) => word !== '--help' && !options.has(word))
    .map((word) => `"${command}" takes no ${word}`);
}

/** Words in capitals in code that are variables of tools that we start, or of what stands beside us. */
const foreign = new Set([
  'NODE_OPTIONS',
  'DAEMON_ARGS',
  'AWS_PROFILE',
  'CLOUDFLARE_API_TOKEN',
  'PHAROS_IMAGE',
  'PHAROS_ETC',
  'PHAROS_GATEWAY',
  'STATUSPAGE_API_KEY',
  'CACHET_API_KEY',
  'INSTATUS_API_KEY',
  'OPENSTATUS_API_KEY',
]);

function variableFaults({ text }: Page, { variables }: Known): string[] {
  // Neither `$NAME`, which the page itself sets, nor `NAME_*`, which is several.
  const named = codeOf(text).match(/(?<![\w$<-])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![\w>-])(?!_?\*)/g) ?? [];
  return [...new Set(named)]
    .filter((name) => !variables.has(name) && !foreign.has(name))
    .map((name) => `nothing reads the variable ${name}`);
}

/** What stands in backticks or in a block of code. */
function codeOf(text: string): string {
  const blocks = [...text.matchAll(/```\w*\n([\s\S]*?)```/g)].map(([, block]) => block!.replaceAll(/\\\n\s*/g, ' '));
  const inline = [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);
  return [...blocks, ...inline].join('\n');
}

/** As GitHub makes them. */
export function anchorsOf(text: string): string[] {
  return [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

function wordsOf(text: string): string[] {
  return text.trim().split(/\s+/).filter(Boolean);
}

function isPlaceholder(word: string): boolean {
  return !/^[a-z-]/.test(word);
}

function folderOf(path: string): string {
  return path.split('/').slice(0, -1).join('/');
}

function join(folder: string, target: string): string {
  const whole: string[] = [];
  for (const part of `${folder}/${target}`.split('/')) {
    if (part === '..') whole.pop();
    else if (part !== '' && part !== '.') whole.push(part);
  }
  return whole.join('/');
}
