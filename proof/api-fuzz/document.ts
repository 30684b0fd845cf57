import { z } from 'zod';
import type { Schema } from '../../api/src/docs/example.ts';

export type { Schema };

/** One route as the description has it. */
export interface Operation {
  method: string;
  path: string;
  parameters: { name: string; in: string; schema: Schema }[];
  body: Schema | undefined;
  /** What sort of file it takes, if it takes one. */
  file: string | undefined;
  /** By status and type of content: what an answer has to be. Made when it is first asked for. */
  answerOf(status: number, contentType: string): z.ZodType | 'empty' | undefined;
}

interface Described {
  parameters?: Operation['parameters'];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema: unknown }> }>;
}

/** What the description says can be asked, and answered. */
export function operationsOf(document: { paths: unknown }): Operation[] {
  const paths = document.paths as Record<string, Record<string, Described>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody, responses }]): Operation => {
      const made = new Map<string, z.ZodType>();
      const answerOf = (status: number, contentType: string) => {
        const answer = responses[status];
        if (!answer) return undefined;
        if (!answer.content) return 'empty';
        const said = answer.content[contentType];
        if (!said) return undefined;
        const key = `${status} ${contentType}`;
        const schema = made.get(key) ?? z.fromJSONSchema(resolved(document, said.schema) as never);
        made.set(key, schema);
        return schema;
      };
      const body = requestBody?.content['application/json']?.schema;
      return {
        method: method.toUpperCase(),
        path,
        parameters,
        body,
        file: Object.keys(requestBody?.content ?? {}).find((type) => type !== 'application/json'),
        answerOf,
      };
    }),
  );
}

function resolved(document: object, schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map((each) => resolved(document, each));
  if (typeof schema !== 'object' || schema === null) return schema;
  if ('$ref' in schema) {
    const names = String(schema.$ref).split('/').slice(1);
    return resolved(
      document,
      names.reduce<unknown>((within, name) => (within as Record<string, unknown>)[name], document),
    );
  }
  return Object.fromEntries(Object.entries(schema).map(([name, each]) => [name, resolved(document, each)]));
}
