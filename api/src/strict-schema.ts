import { z } from 'zod';

/** The same schema, which refuses every field that it does not name, however deep. */
export function strict<Schema extends z.ZodType>(schema: Schema): Schema {
  return strictOf(schema) as Schema;
}

/** What stands at this path of it, as far as it has names: an object, or undefined. */
export function objectAt(schema: unknown, path: readonly PropertyKey[]): z.ZodObject | undefined {
  const bare = unwrapped(schema);
  const [name, ...rest] = path;
  if (name === undefined) return bare instanceof z.ZodObject ? bare : undefined;
  if (bare instanceof z.ZodObject) return objectAt(bare.shape[String(name)], rest);
  if (bare instanceof z.ZodRecord) return objectAt(bare.valueType, rest);
  return bare instanceof z.ZodArray ? objectAt(bare.element, rest) : undefined;
}

function strictOf(schema: unknown): unknown {
  if (schema instanceof z.ZodObject) {
    // A schema with a catchall says itself what it does with fields that it does not name.
    if (schema.def.catchall !== undefined) return schema;
    const shape = Object.fromEntries(Object.entries(schema.shape).map(([name, field]) => [name, strictOf(field) as z.ZodType]));
    return schema.clone({ ...schema.def, shape, catchall: z.never() }, described);
  }
  if (schema instanceof z.ZodArray) return schema.clone({ ...schema.def, element: strictOf(schema.element) as z.ZodType }, described);
  if (schema instanceof z.ZodRecord) return schema.clone({ ...schema.def, valueType: strictOf(schema.valueType) as never }, described);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return (schema as z.ZodOptional).clone({ ...schema.def, innerType: strictOf(schema.unwrap()) as z.ZodType } as never, described);
  }
  return schema;
}

function unwrapped(schema: unknown): unknown {
  const isWrapped = schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault;
  return isWrapped ? unwrapped(schema.unwrap()) : schema;
}

// A copy keeps the description of its schema.
const described = { parent: true };
