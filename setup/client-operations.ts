import { operationTypes } from '@pharos/console/operations';
import { z } from 'zod';

const Content = z.record(z.string(), z.unknown());
const Operation = z.object({
  operationId: z.string(),
  summary: z.string().optional(),
  requestBody: z.object({ content: Content }).optional(),
});
const Document = z.object({ paths: z.record(z.string(), z.record(z.string(), Operation)) });

/** The operations of the API for this client: what each takes and answers, as the console has it, and under which name it is called. */
export function clientOperations(openApi: string): string {
  const { paths } = Document.parse(JSON.parse(openApi));
  const lines = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, summary, requestBody }]) => {
      const [type] = Object.keys(requestBody?.content ?? {});
      const about = summary === undefined ? '' : `  /** ${summary.replaceAll('*/', '')} */\n`;
      return `${about}  ${operationId}: ['${method.toUpperCase()} ${path}', ${type === undefined ? 'undefined' : `'${type}'`}],\n`;
    }),
  );
  const table = `/** By the names that the description gives them: where each is asked for, and what sort of body it takes. */\nexport const operations = {\n${lines.join('')}} as const;\n`;
  return `${operationTypes(openApi)}\n${table}`;
}
