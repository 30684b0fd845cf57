import type { Answer, Operation, Parameter } from './document.ts';

/** What is true of every operation of its kind, and done for it by the app: headers that it takes and answers. */
export function describeHeaders(method: string, operation: Operation): void {
  const { responses } = operation;
  const { $ref } = responses['404']!.content!['application/problem+json']!.schema;
  const problem = (description: string): Answer => ({ description, content: { 'application/problem+json': { schema: { $ref: $ref! } } } });
  const isRead = method === 'get';
  Object.assign(responses, {
    406: problem('The client accepts no JSON'),
    415: problem('The body is not sent in the form that is read here: JSON, or a file of the sort that is asked for'),
    ...(isRead && { 304: { description: 'As it was' } }),
    ...(isChange(method) && { 412: problem('It was changed since it was read; the ETag is what it has now') }),
  });
  const asked = [...(isRead ? [ifNoneMatch] : []), ...(isChange(method) ? [ifMatch] : [])];
  operation.parameters = [...(operation.parameters ?? []), ...asked];
  const done = responses['200'] ?? responses['201'] ?? responses['202'] ?? responses['302']!;
  const isList = operation.parameters.some(({ name }) => name === 'after');
  done.headers = {
    ...done.headers,
    ...(isRead ? { ETag: header('What If-None-Match and If-Match take; none where nobody may keep the answer') } : {}),
    ...(isList ? { Link: header('`rel="next"`: the next slice, if there is one') } : {}),
    ...(isRead
      ? {}
      : { 'X-Trace-Id': header('Names this request in logs and traces: the trace of the `traceparent` that was sent, or one of ours') }),
    ...(!isRead && saysVersion(done) ? { 'X-Version': header('The version of the page with this write in it') } : {}),
    ...(operation.parameters.some(({ name }) => name === 'idempotency-key')
      ? { 'Idempotency-Replayed': header('`true`: the same request was done before, and this is what it made') }
      : {}),
  };
  for (const answer of Object.values(responses)) answer.headers = { ...answer.headers, ...budget };
  responses['429']!.headers!['Retry-After'] = responses['503']!.headers!['Retry-After'] = header('Seconds to wait');
}

// What was written stands somewhere; whoever only signed in has written to no page.
function saysVersion({ content }: Answer): boolean {
  return content?.['application/json']?.schema.properties?.['version'] !== undefined;
}

function isChange(method: string): boolean {
  return method === 'patch' || method === 'delete';
}

function header(description: string) {
  return { description, schema: { type: 'string' } };
}

const budget = {
  RateLimit: header('What is left, and for how many seconds: `"key";r=1990;t=8`'),
  'RateLimit-Policy': header('Of how much, in how many seconds: `"key";q=2000;w=10`'),
};

const ifNoneMatch: Parameter = {
  name: 'if-none-match',
  in: 'header',
  required: false,
  description: 'The ETag of what is known: answers 304 if it is as it was',
  schema: { type: 'string' },
};
const ifMatch: Parameter = {
  name: 'if-match',
  in: 'header',
  required: false,
  description:
    'The ETag of what is to be changed, as it was read: answers 412 if it was changed meanwhile. Of several who send the same one to a region, one passes; what regions write at once is merged',
  schema: { type: 'string' },
};
