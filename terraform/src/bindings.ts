import type { BlockSchema, NestedSchema } from './schema.ts';

/**
 * Reads one type of resource out of the two files of its npm binding. A generator makes these from the provider's published schema, so
 * that their form is always the same: `index.d.ts` says what may and what must be given and which of it is a block, `index.js`
 * how Terraform calls it, of what type it is, and what the provider answers.
 */
export function readBinding(declarations: string, code: string): BlockSchema {
  const binding = { interfaces: interfacesOf(declarations), writers: writersOf(code), classes: classesOf(code) };
  const config = /^export interface (\w+Config)\b(?: extends cdkt[fn]\.TerraformMetaArguments)? \{/m.exec(declarations)?.[1];
  const className = /^class (\w+) extends cdkt[fn]\.Terraform(?:Resource|DataSource|Provider) /m.exec(code)?.[1];
  if (config === undefined || className === undefined) throw new Error('this is no binding of a resource');
  return blockOf(config, className, binding);
}

interface Given {
  isRequired: boolean;
  isBlock: boolean;
  isOne: boolean;
}

interface Written {
  nesting: string;
  type: string;
}

interface Binding {
  /** By interface and Terraform's name. */
  interfaces: Map<string, Map<string, Given>>;
  /** By class or interface, and Terraform's name. */
  writers: Map<string, Map<string, Written>>;
  classes: Map<string, string>;
}

function blockOf(interfaceName: string, className: string, binding: Binding): BlockSchema {
  const schema: BlockSchema = { attributes: {}, blocks: {} };
  const written = binding.writers.get(className) ?? binding.writers.get(interfaceName) ?? new Map<string, Written>();
  for (const [name, given] of binding.interfaces.get(interfaceName) ?? []) {
    const { nesting, type } = written.get(name) ?? { nesting: 'simple', type: 'any' };
    const inner = type.replace(/(?:List|Map)$/, '');
    if (binding.interfaces.has(inner)) schema.blocks[name] = nestedOf(given, nesting, blockOf(inner, `${inner}OutputReference`, binding));
    else schema.attributes[name] = `${plainType(type, nesting)}${given.isRequired ? '!' : ''}`;
  }
  const body = binding.classes.get(className) ?? '';
  for (const [, isSet, type, name] of body.matchAll(/return (cdkt[fn]\.Fn\.tolist\()?this\.get(\w+)Attribute\('(\w+)'\)/g)) {
    if (!schema.blocks[name!]) schema.attributes[name!] ??= `${answerType(type!, isSet !== undefined)}=`;
  }
  for (const [, type, name, isSet] of body.matchAll(/new (?:cdkt[fn]\.)?(\w+)\(this, "(\w+)"(?:, (true|false))?\)/g)) {
    if (schema.blocks[name!] || schema.attributes[name!]) continue;
    const inner = type!.replace(/(?:List|Map|OutputReference)$/, '');
    if (!binding.classes.has(`${inner}OutputReference`)) schema.attributes[name!] = 'any=';
    else {
      const many = type!.endsWith('OutputReference') ? 'one' : type!.endsWith('Map') ? 'map' : isSet === 'true' ? 'set' : 'list';
      schema.blocks[name!] = { many, computed: true, ...blockOf(inner, `${inner}OutputReference`, binding) };
    }
  }
  return schema;
}

function nestedOf(given: Given, nesting: string, inner: BlockSchema): NestedSchema {
  const many = nesting === 'struct' ? 'one' : (nesting as NestedSchema['many']);
  const max = many !== 'one' && given.isBlock && given.isOne ? { max: 1 as const } : {};
  return { many, ...max, ...(given.isRequired ? { required: true } : {}), ...(given.isBlock ? {} : { assigned: true }), ...inner };
}

function interfacesOf(declarations: string): Binding['interfaces'] {
  const bodies = declarations.matchAll(/^export interface (\w+)[^\n]*\{\n([\s\S]*?)^\}/gm);
  return new Map(
    [...bodies].map(([, name, body]) => {
      const fields = body!.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*readonly (\w+)(\??): ([^;]*);/g);
      return [
        name!,
        new Map([...fields].map(([, comment, camel, optional, type]) => [nameIn(comment!, camel!), given(comment!, optional!, type!)])),
      ];
    }),
  );
}

// The link to the documentation ends in the name that Terraform uses.
const nameIn = (comment: string, camel: string): string =>
  /#\w+ \w+#(\w+)\}/.exec(comment)?.[1] ?? camel.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const given = (comment: string, optional: string, type: string): Given => ({
  isRequired: optional === '',
  isBlock: /^\s*\* \w+ block\s*$/m.test(comment),
  isOne: !type.includes('[]'),
});

/** Everything that is written as HCL: of classes by `synthesizeHclAttributes`, of what is nested by a function of its own. */
function writersOf(code: string): Binding['writers'] {
  const nested = [...code.matchAll(/^function (\w+)ToHclTerraform\(struct\) \{\n([\s\S]*?)^\}/gm)].map(
    ([, name, body]) => [name![0]!.toUpperCase() + name!.slice(1), body!] as const,
  );
  const own = [...classesOf(code)].map(([name, body]) => [name, /synthesizeHclAttributes\(\) \{([\s\S]*)/.exec(body)?.[1] ?? ''] as const);
  return new Map(
    [...nested, ...own.filter(([, body]) => body !== '')].map(([name, body]) => {
      const entries = body.matchAll(/^\s+(\w+): \{\s*value: [^\n]*\n\s*isBlock: \w+,\s*type: "(\w+)",\s*storageClassType: "(\w+)"/gm);
      return [name, new Map([...entries].map(([, key, nesting, type]) => [key!, { nesting: nesting!, type: type! }]))];
    }),
  );
}

function classesOf(code: string): Map<string, string> {
  return new Map([...code.matchAll(/^class (\w+) extends [\w.]+ \{\n([\s\S]*?)^\}/gm)].map(([, name, body]) => [name!, body!]));
}

const plain: Record<string, string> = { string: 'string', number: 'number', boolean: 'bool' };

function plainType(type: string, nesting: string): string {
  const element = plain[type.replace(/(?:List|Map)$/, '')];
  if (element === undefined) return 'any';
  if (type.endsWith('Map')) return `map(${element})`;
  return type.endsWith('List') ? `${nesting === 'set' ? 'set' : 'list'}(${element})` : element;
}

function answerType(getter: string, isSet: boolean): string {
  const kind = getter[0]!.toLowerCase() + getter.slice(1);
  return kind === 'list' ? `${isSet ? 'set' : 'list'}(string)` : plainType(kind, isSet ? 'set' : 'list');
}
