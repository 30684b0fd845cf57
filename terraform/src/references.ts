import type { HclFile } from './hcl.ts';
import type { BlockSchema, ProviderSchema } from './schema.ts';
import type { Token } from './tokens.ts';

/** Everything that is referred to is there; and what is declared is used. */
export function referenceFaults(files: HclFile[], schemas: ProviderSchema[]): string[] {
  const folders = Map.groupBy(files.filter(isConfiguration), ({ folder }) => folder);
  return [...folders].flatMap(([folder, own]) => {
    const declared = declarationsOf(own);
    const outputs = (name: string) => outputsOf(own, name, folders);
    const used = new Set<string>();
    const broken = own.flatMap((file) =>
      referencesIn(file.tokens).flatMap((path) => {
        used.add(path.slice(0, 2).join('.'));
        const fault = faultOf(path, { declared, outputs, schemas });
        return fault ? [`${file.path}: ${path.join('.')}: ${fault}`] : [];
      }),
    );
    const idle = [...declared]
      .filter((name) => /^(var|local)\./.test(name) && !used.has(name))
      .map((name) => `${folder}: nobody uses ${name}`);
    return [...new Set(broken), ...idle];
  });
}

export const isConfiguration = ({ path }: HclFile): boolean => path.endsWith('.tf');

interface World {
  declared: Set<string>;
  outputs: (module: string) => Set<string> | undefined;
  schemas: ProviderSchema[];
}

function faultOf([root, name = '', attribute, further]: string[], { declared, outputs, schemas }: World): string | undefined {
  if (root === 'var' || root === 'local') return declared.has(`${root}.${name}`) ? undefined : 'nobody declares it';
  if (root === 'module') {
    const known = outputs(name);
    if (!known) return 'there is no such module';
    return attribute === undefined || known.has(attribute) ? undefined : `the module has no output ${attribute}`;
  }
  const isData = root === 'data';
  const [type, own, asked] = isData ? [name, attribute ?? '', further] : [root!, name, attribute];
  if (!isData && !/^(aws|cloudflare)_/.test(type)) return `nobody knows ${root}`;
  if (!declared.has(`${isData ? 'data.' : ''}${type}.${own}`)) return 'there is no such resource';
  const schema = schemas.map((each) => (isData ? each.data : each.resources)[type]).find(Boolean);
  return asked === undefined || !schema || has(schema, asked) ? undefined : `${type} answers no ${asked}`;
}

const has = ({ attributes, blocks }: BlockSchema, name: string): boolean => name in attributes || name in blocks;

function declarationsOf(files: HclFile[]): Set<string> {
  return new Set(
    files.flatMap(({ body }) => [
      ...Object.keys(body.variable ?? {}).map((name) => `var.${name}`),
      ...(body.locals ?? []).flatMap((locals) => Object.keys(locals).map((name) => `local.${name}`)),
      ...Object.entries(body.resource ?? {}).flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`)),
      ...Object.entries(body.data ?? {}).flatMap(([type, named]) => Object.keys(named).map((name) => `data.${type}.${name}`)),
    ]),
  );
}

function outputsOf(files: HclFile[], name: string, folders: Map<string, HclFile[]>): Set<string> | undefined {
  const call = files.flatMap(({ body }) => body.module?.[name] ?? [])[0];
  if (!call) return undefined;
  const source = folderOf(files[0]!.folder, String(call.source));
  return new Set((folders.get(source) ?? []).flatMap(({ body }) => Object.keys(body.output ?? {})));
}

export const folderOf = (from: string, source: string): string => new URL(source, `file:///${from}/`).pathname.slice(1);

// Said by Terraform itself, or by what is around.
const given = new Set(['each', 'count', 'path', 'terraform', 'self']);

/**
 * `var.regions`, `module.region.balancer`: what is asked for by name, without indices. Names that a `for` or `dynamic` gives are left out;
 * one that goes through a module is that module.
 */
export function referencesIn(all: Token[]): string[][] {
  const tokens = all.filter(({ kind }) => kind !== 'comment' && kind !== 'newline');
  // What names mean here: a later `for` may give one of them again.
  const named = new Map<string, string | undefined>();
  const found: string[][] = [];
  tokens.forEach((token, at) => {
    if (token.kind !== 'identifier') return;
    for (const [name, module] of namesGiven(tokens, at)) named.set(name, module);
    if (tokens[at + 1]?.text !== '.' || tokens[at - 1]?.text === '.' || given.has(token.text)) return;
    const path = pathAt(tokens, at);
    const module = named.get(token.text);
    if (module) found.push(['module', module, ...path.slice(1)]);
    else if (!named.has(token.text)) found.push(path);
  });
  return found;
}

function pathAt(tokens: Token[], at: number): string[] {
  const path = [tokens[at]!.text];
  for (let next = at + 1; next < tokens.length;) {
    if (tokens[next]!.text === '.' && tokens[next + 1]?.kind === 'identifier') {
      path.push(tokens[next + 1]!.text);
      next += 2;
    } else if (tokens[next]!.text === '[' && tokens[next]!.kind === 'open') next = closing(tokens, next) + 1;
    else break;
  }
  return path;
}

function closing(tokens: Token[], at: number): number {
  let depth = 0;
  for (let next = at; next < tokens.length; next++) {
    if (tokens[next]!.kind === 'open' || tokens[next]!.kind === 'template-open') depth++;
    if (tokens[next]!.kind === 'close' || tokens[next]!.kind === 'template-close') depth--;
    if (depth === 0) return next;
  }
  return tokens.length;
}

/** Names that `for x, y in ...` or `dynamic "x"` gives at this place; with the module, where it is one that is gone through. */
function namesGiven(tokens: Token[], at: number): [string, string | undefined][] {
  const token = tokens[at]!;
  if (token.text === 'dynamic' && tokens[at + 1]?.kind === 'quote-open') return [[tokens[at + 2]!.text, undefined]];
  if (token.text !== 'for') return [];
  const end = tokens.findIndex((each, index) => index > at && each.text === 'in');
  const names = tokens.slice(at + 1, end).filter(({ kind }) => kind === 'identifier');
  const [root, dot, module, then] = tokens.slice(end + 1, end + 5);
  const isModule = root?.text === 'module' && dot?.text === '.' && then?.text === ':';
  return names.map(({ text }, index) => [text, isModule && index === 1 ? module!.text : undefined]);
}
