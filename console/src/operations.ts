import { z } from 'zod';

const Schema = z.record(z.string(), z.unknown());
type Schema = z.infer<typeof Schema>;
const Content = z.object({ 'application/json': z.object({ schema: Schema }).optional() });
const Operation = z.object({
  parameters: z.array(z.object({ name: z.string(), in: z.string(), required: z.boolean().default(false), schema: Schema })).default([]),
  requestBody: z.object({ content: Content }).optional(),
  responses: z.record(z.string(), z.object({ content: Content.optional() })),
});
const Document = z.object({ paths: z.record(z.string(), z.record(z.string(), Operation)) });

/**
 * What each operation of the API takes and answers, as types, made of its OpenAPI description. They are types alone and take no
 * room in the browser. The generator of the field (openapi-typescript) repeats every refusal under every route, which is 1.3 MB of
 * ours, and needs an older TypeScript beside the one we have.
 */
export function operationTypes(openApi: string): string {
  const { paths } = Document.parse(written(JSON.parse(openApi)));
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
  );
  return `// Made of docs/openapi.json by \`npm run fix\`: not to be edited.\nexport interface Operations {\n${all.map(typeOf).join('')}}\n`;
}

const Named = z.object({ components: z.object({ schemas: z.record(z.string(), z.unknown()) }) });
const Reference = z.object({ $ref: z.string() });

/** What stands in the description once, by its name, is written out where it is named. */
function written(description: unknown): unknown {
  const named = Named.safeParse(description);
  const schemas = named.success ? named.data.components.schemas : {};
  const out = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(out);
    if (typeof value !== 'object' || value === null) return value;
    const reference = Reference.safeParse(value);
    if (reference.success) return out(schemas[reference.data.$ref.replace('#/components/schemas/', '')] ?? {});
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, out(each)]));
  };
  return out(description);
}

function typeOf({ name, operation }: { name: string; operation: z.infer<typeof Operation> }): string {
  const { parameters, requestBody, responses } = operation;
  const taken = (where: string) => {
    const ofThese = parameters.filter((each) => each.in === where);
    return `{ ${ofThese.map((each) => `${key(each.name)}${each.required ? '' : '?'}: ${typed(each.schema)};`).join(' ')} }`;
  };
  const body = requestBody?.content['application/json']?.schema;
  const answers = Object.entries(responses).flatMap(([status, { content }]) => {
    const schema = content?.['application/json']?.schema;
    return status.startsWith('2') && schema ? [typed(schema)] : [];
  });
  const lines = [
    `path: ${taken('path')}`,
    `query: ${taken('query')}`,
    `body: ${body ? typed(body, true) : 'undefined'}`,
    `answer: ${[...new Set(answers)].join(' | ') || 'undefined'}`,
  ];
  return `  '${name}': {\n${lines.map((line) => `    ${line};\n`).join('')}  };\n`;
}

/** `isAsked`: what has a default may be left out. */
function typed(schema: Schema, isAsked = false): string {
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => JSON.stringify(value)).join(' | ');
  if ('const' in schema) return JSON.stringify(schema['const']);
  const several = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(several)) return several.map((each) => typed(Schema.parse(each), isAsked)).join(' | ');
  if (Array.isArray(schema['allOf'])) return schema['allOf'].map((each) => `(${typed(Schema.parse(each), isAsked)})`).join(' & ');
  const { type } = schema;
  if (Array.isArray(type)) return type.map((each: unknown) => typed({ ...schema, type: each }, isAsked)).join(' | ');
  if (type === 'array') return `(${typed(Schema.parse(schema['items'] ?? {}), isAsked)})[]`;
  if (type === 'object') return typedObject(schema, isAsked);
  if (type === 'integer') return 'number';
  return type === 'string' || type === 'number' || type === 'boolean' || type === 'null' ? type : 'unknown';
}

function typedObject({ properties, required, additionalProperties }: Schema, isAsked: boolean): string {
  const needed = z.array(z.string()).default([]).parse(required);
  const fields = Object.entries(Schema.default({}).parse(properties)).map(([name, value]) => {
    const schema = Schema.parse(value);
    const isThere = needed.includes(name) || (!isAsked && 'default' in schema);
    return `${key(name)}${isThere ? '' : '?'}: ${typed(schema, isAsked)};`;
  });
  if (fields.length > 0) return `{ ${fields.join(' ')} }`;
  const others = Schema.safeParse(additionalProperties);
  return `Record<string, ${others.success ? typed(others.data, isAsked) : 'unknown'}>`;
}

function key(name: string): string {
  return /^\w+$/.test(name) ? name : `'${name}'`;
}
