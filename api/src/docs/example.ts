/** A part of the description that says what a value looks like (JSON Schema, as far as ours go). */
export interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  /** Of one that has no parts which say enough. */
  example?: unknown;
  format?: string;
  description?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
}

/** A body that is taken, and reads as if somebody had meant it: what must be said, and what tells most. */
export function exampleOf({ properties = {}, required = [] }: Schema, tag = ''): Record<string, unknown> {
  const words = { ...usual, ...wordsOf[tag] };
  const telling = Object.keys(properties).filter((name) => required.includes(name) || name in words);
  // What changes something names one thing, at the least.
  const names = required.length > 0 ? telling : telling.slice(0, 1);
  const chosen = names.length > 0 ? names : Object.keys(properties).slice(0, 1);
  return Object.fromEntries(chosen.map((name) => [name, valueOf(name, properties[name]!, words)]));
}

// What people would write in fields of this name. Ids are those of nothing: whoever copies them puts in their own.
const usual: Record<string, unknown> = {
  title: 'Payments are failing',
  name: 'Payments',
  slug: 'acme',
  body: 'We look into it.',
  text: 'A disk was full. We replaced it.',
  channel: 'email',
  address: 'ada@example.com',
  startsAt: '2030-05-01T10:00:00.000Z',
  endsAt: '2030-05-01T11:00:00.000Z',
  impact: 'major',
  email: 'ada@example.com',
  password: 'a long sentence about nothing',
  code: '123456',
  points: [{ value: 182 }],
};

const wordsOf: Record<string, Record<string, unknown>> = {
  pages: { name: 'Acme' },
  organisations: { name: 'Acme' },
  groups: { name: 'Payments' },
  keys: { name: 'Monitoring', scopes: ['incidents:write'] },
  maintenances: { title: 'Work on the database', body: 'It is upgraded. Sign-in fails for some minutes.' },
  templates: { name: 'Payments fail' },
  people: { name: 'Ada', role: 'responder' },
  account: { name: 'Ada' },
  'alert-sources': { name: 'Checks', format: 'generic', rules: [{ labels: { service: 'payments-*' }, opens: 'draft' }] },
  metrics: { name: 'Time to answer', unit: 'ms', public: true },
};

function valueOf(name: string, schema: Schema, words: Record<string, unknown>): unknown {
  const { enum: among, type, default: fallback, format, minimum } = schema;
  const word = words[name];
  if (among) return among.includes(word) ? word : among[0];
  if (word !== undefined) return word;
  if (schema.const !== undefined) return schema.const;
  if (fallback !== undefined) return fallback;
  switch ([type].flat()[0] ?? 'object') {
    case 'string':
      return format === 'date-time' ? words['startsAt'] : format === 'uuid' ? '01890a5d-ac96-774b-bcce-b302099a8057' : 'text';
    case 'integer':
    case 'number':
      return minimum ?? 1;
    case 'boolean':
      return true;
    case 'array':
      return [];
    default:
      return exampleOf(schema);
  }
}
