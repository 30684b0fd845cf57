import type { Block, HclFile } from './hcl.ts';
import { isComputed, isRequired, type BlockSchema, type NestedSchema, type ProviderSchema } from './schema.ts';
import { shapesOf } from './shape.ts';

/** Every resource, data source and provider has only what its schema takes, all that must be given, and each in the form it is written in. */
export function schemaFaults(file: HclFile, schemas: ProviderSchema[]): string[] {
  const shapes = shapesOf(file.tokens);
  return [
    ...(['resource', 'data'] as const).flatMap((kind) => namedFaults(file, kind, schemas, shapes)),
    ...settingFaults(file, schemas, shapes),
  ];
}

function namedFaults(file: HclFile, kind: 'resource' | 'data', schemas: ProviderSchema[], shapes: Context['shapes']): string[] {
  const all = Object.entries(file.body[kind] ?? {}).flatMap(([type, named]) =>
    Object.entries(named).map(([name, blocks]) => ({ type, name, blocks })),
  );
  return all.flatMap(({ type, name, blocks }) => {
    const at = `${file.path}: ${kind === 'data' ? 'data.' : ''}${type}.${name}`;
    const known = schemas.map((schema) => (kind === 'data' ? schema.data[type] : schema.resources[type])).find(Boolean);
    if (!known) return [`${at}: no provider has ${type}; if one has, run terraform/src/extract-main.ts`];
    const context = { at, path: `${kind}.${type}.${name}`, shapes };
    return blocks.flatMap((block) => blockFaults(block, known, context, ofEvery));
  });
}

function settingFaults(file: HclFile, schemas: ProviderSchema[], shapes: Context['shapes']): string[] {
  return Object.entries(file.body.provider ?? {}).flatMap(([name, blocks]) => {
    const at = `${file.path}: provider ${name}`;
    const known = schemas.find(({ provider }) => provider.endsWith(`/${name}`))?.settings;
    if (!known) return [`${at}: there is no schema of it`];
    return blocks.flatMap((block) => blockFaults(block, known, { at, path: `provider.${name}`, shapes }, ['alias']));
  });
}

// What Terraform itself takes in every resource.
const ofEvery = ['for_each', 'count', 'provider', 'depends_on', 'lifecycle'];

interface Context {
  at: string;
  path: string;
  shapes: Map<string, 'assigned' | 'block'>;
}

function blockFaults(block: Block, schema: BlockSchema, context: Context, besides: string[] = []): string[] {
  const { dynamic, ...plain } = block as Block & { dynamic?: Record<string, { content?: Block[] }[]> };
  const given = Object.entries(plain).filter(([name]) => !besides.includes(name));
  const moving = Object.entries(dynamic ?? {});
  const names = new Set([...given, ...moving].map(([name]) => name));
  const faults = given.flatMap(([name, value]) => {
    const type = schema.attributes[name];
    if (type !== undefined) return valueFaults(name, value, type, context);
    const nested = schema.blocks[name];
    if (nested) return nestedFaults(name, value, nested, context);
    return [`${context.at}: there is no ${name}`];
  });
  const dynamicFaults = moving.flatMap(([name, each]) => {
    const nested = schema.blocks[name];
    if (!nested || nested.assigned || nested.computed) return [`${context.at}: there is no block ${name}`];
    const path = `${context.path}/dynamic.${name}/content`;
    return each.flatMap(({ content = [] }) =>
      content.flatMap((inner) => blockFaults(inner, nested, { ...context, at: `${context.at}: ${name}`, path })),
    );
  });
  const missing = [
    ...Object.entries(schema.attributes).filter(([name, type]) => isRequired(type) && !names.has(name)),
    ...Object.entries(schema.blocks).filter(([name, { required }]) => required && !names.has(name)),
  ].map(([name]) => `${context.at}: ${name} is missing`);
  return [...faults, ...dynamicFaults, ...missing];
}

function nestedFaults(name: string, value: unknown, nested: NestedSchema, context: Context): string[] {
  const at = `${context.at}: ${name}`;
  if (nested.computed) return [`${at} is answered, not given`];
  const path = `${context.path}/${name}`;
  const shape = context.shapes.get(path);
  if (shape === 'assigned' && !nested.assigned) return [`${at} is a block: ${name} { ... }`];
  if (shape === 'block' && nested.assigned) return [`${at} is no block: ${name} = ...`];
  if (isExpression(value)) return [];
  const isMany = nested.assigned && nested.many !== 'one';
  if (nested.assigned && isMany !== Array.isArray(value) && nested.many !== 'map') return [`${at} is ${isMany ? 'a list' : 'one'}`];
  const all = Array.isArray(value) ? value : nested.assigned && nested.many === 'map' ? Object.values(value as Block) : [value];
  const tooMany =
    !nested.assigned && (nested.max === 1 || nested.many === 'one') && all.length > 1 ? [`${at} is there ${all.length} times`] : [];
  return [...tooMany, ...all.flatMap((each) => (isExpression(each) ? [] : blockFaults(each as Block, nested, { ...context, at, path })))];
}

function valueFaults(name: string, value: unknown, type: string, { at }: Context): string[] {
  if (isComputed(type)) return [`${at}: ${name} is answered, not given`];
  const wanted = type.replace(/!$/, '');
  if (isExpression(value) || value === null || fits(value, wanted)) return [];
  return [`${at}: ${name} is ${wanted}`];
}

/** Terraform turns a word into a number or a truth where it can, and the other way round. */
function fits(value: unknown, type: string): boolean {
  if (type === 'any') return true;
  const inner = /^(?:list|set|map)\((.*)\)$/.exec(type)?.[1];
  if (inner !== undefined) {
    if (type.startsWith('map') !== !Array.isArray(value) || typeof value !== 'object') return false;
    return Object.values(value as object).every((each) => isExpression(each) || each === null || fits(each, inner));
  }
  if (type === 'bool') return typeof value === 'boolean' || value === 'true' || value === 'false';
  if (typeof value === 'object') return false;
  return type === 'number' ? Number.isFinite(Number(value)) && value !== '' : true;
}

const isExpression = (value: unknown): value is string => typeof value === 'string' && value.includes('${');
