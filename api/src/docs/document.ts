import type { Api } from '../env.ts';
import { exampleOf, type Schema } from './example.ts';
import { describeHeaders } from './headers.ts';

export interface Document {
  info: { title: string; version: string; description: string };
  tags: { name: string; description?: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas?: Record<string, Schema> };
}

export interface Operation {
  tags: string[];
  operationId: string;
  summary: string;
  description: string;
  security?: unknown[];
  parameters?: Parameter[];
  requestBody?: {
    content: { 'application/json'?: { schema: Schema; example?: unknown }; 'text/csv'?: unknown; 'application/x-ndjson'?: unknown };
  };
  responses: Record<string, Answer>;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
  schema: Schema;
}

export interface Answer {
  description: string;
  headers?: Record<string, unknown>;
  content?: Record<string, { schema: Schema & { $ref?: string } }>;
}

/** The description of the whole API, made of its routes: what they take, and an example of each body. */
export function documentOf(app: Api): Document {
  const document = app.getOpenAPI31Document({ openapi: '3.1.0', info }) as unknown as Document;
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  for (const methods of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) describeHeaders(method, operation);
  }
  for (const { requestBody, tags } of operations) {
    const sent = requestBody?.content['application/json'];
    if (sent) sent.example = sent.schema.example ?? exampleOf(sent.schema, tags[0]);
  }
  const names = [...new Set(operations.flatMap(({ tags }) => tags))];
  return { ...document, tags: names.map((name) => ({ name, ...(about[name] && { description: about[name] }) })) };
}

const info = {
  title: 'Pharos',
  version: '1',
  description: [
    'Errors are application/problem+json (RFC 9457): `detail` says what to do, `fields` which field is wrong.',
    'Times are ISO 8601 with an offset. A field that a route does not know is refused.',
    'A key goes in `Authorization: Bearer phr_...`, and so does the session of somebody who is signed in, where it is no cookie.',
    'Who is in several organisations says for which they ask in `Pharos-Organisation`.',
  ].join(' '),
};

const about: Record<string, string> = {
  pages: 'A status page, who sees it and under which name.',
  organisations: 'Who has pages here.',
  groups: 'Headings of components, within each other to any depth.',
  components: 'The parts of a service, as visitors see them.',
  incidents: 'What is wrong, in updates; post-mortems afterwards.',
  maintenances: 'Work that is planned.',
  subscriptions: 'Who is told, and where.',
  deliveries: 'What was told to whom, and what came of it.',
  metrics: 'What is measured again and again, and what it was.',
  'alert-sources': 'Monitoring that sends alerts, and what becomes of them.',
  alerts: 'What was sent, how it stands, and what it has opened.',
  drafts: 'Incidents that nobody sees before they are published.',
  publications: 'Updates that are written now, and posted at their time.',
  jobs: 'How far it is what a file asks for.',
  exports: 'A page or an organisation as one file, out and in.',
  templates: 'What a team says again and again, ready to be opened as an incident.',
  keys: 'Who may use the API and for what: make keys, rotate them, and close one that has leaked.',
  people: 'Who works in an organisation, and as what.',
  'sign-in': 'How people come in.',
  account: 'What is theirs: sessions, passkeys, a password, codes.',
  audit: 'Who changed what, and who was refused.',
  mesh: 'How the regions stand with each other.',
};
