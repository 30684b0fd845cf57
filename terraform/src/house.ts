import { shapeless, type Block, type HclFile } from './hcl.ts';
import type { ProviderSchema } from './schema.ts';

/** What we ask of ourselves, beside what the providers ask. */
export function houseFaults(file: HclFile, schemas: ProviderSchema[]): string[] {
  const resources = resourcesOf(file).flatMap((each) => [...tagFaults(each, schemas), ...regionFaults(each, schemas), ...doorFaults(each)]);
  return [...resources, ...rightFaults(file), ...secretFaults(file)];
}

interface Resource {
  at: string;
  type: string;
  block: Block;
}

function resourcesOf(file: HclFile): Resource[] {
  return Object.entries(file.body.resource ?? {}).flatMap(([type, named]) =>
    Object.entries(named).flatMap(([name, blocks]) => blocks.map((block) => ({ at: `${file.path}: ${type}.${name}`, type, block }))),
  );
}

const attributesOf = (schemas: ProviderSchema[], type: string) =>
  schemas.map(({ resources }) => resources[type]).find(Boolean)?.attributes ?? {};

/** What can have tags says what it belongs to. Cloudflare's are words of a paid plan, and are left out. */
function tagFaults({ at, type, block }: Resource, schemas: ProviderSchema[]): string[] {
  if (attributesOf(schemas, type).tags !== 'map(string)') return [];
  return shapeless(block.tags).includes('local.tags') ? [] : [`${at}: has no tags (local.tags)`];
}

/** What does not say where it stands would stand in the provider's own region, whichever region it is of. */
function regionFaults({ at, type, block }: Resource, schemas: ProviderSchema[]): string[] {
  return 'region' in attributesOf(schemas, type) && block.region === undefined ? [`${at}: does not say its region`] : [];
}

const everybody = ['0.0.0.0/0', '::/0'];
const publicPorts = new Set([80, 443]);

/** Everybody reaches 80 and 443, and nothing else. */
function doorFaults({ at, type, block }: Resource): string[] {
  const rules =
    type === 'aws_vpc_security_group_ingress_rule' || (type === 'aws_security_group_rule' && block.type === 'ingress')
      ? [block]
      : [
          ...listOf(block.ingress),
          ...listOf((block.dynamic as Record<string, Block[]> | undefined)?.ingress).flatMap(({ content }) => listOf(content)),
        ];
  return rules.flatMap((rule) => {
    const from = shapeless([rule.cidr_ipv4, rule.cidr_ipv6, rule.cidr_blocks, rule.ipv6_cidr_blocks]);
    if (!everybody.some((network) => from.includes(`"${network}"`))) return [];
    const ports = rule.from_port === '${each.value}' ? Object.values(block.for_each ?? {}) : [rule.from_port, rule.to_port];
    const isPublic = rule.from_port === rule.to_port && ports.length > 0 && ports.every((port) => publicPorts.has(Number(port)));
    return isPublic ? [] : [`${at}: is open to everybody`];
  });
}

/** A right is for named things; what is for all of them is looking, is limited by a condition, or refuses. */
function rightFaults(file: HclFile): string[] {
  return Object.entries(file.body.data?.aws_iam_policy_document ?? {}).flatMap(([name, documents]) =>
    documents.flatMap(({ statement }) =>
      listOf(statement).flatMap((each) => {
        if (each.effect === 'Deny' || each.sid === 'Account') return [];
        const at = `${file.path}: data.aws_iam_policy_document.${name}`;
        const actions = listOf<unknown>(each.actions).map(String);
        const wide = actions.filter((action) => /^(\*|\w+:\*)$/.test(action));
        const isForAll = shapeless(each.resources).includes('"*"') && each.condition === undefined;
        const isLooking = actions.every((action) => /:(Describe|Get|List)/.test(action));
        return [...wide.map((action) => `${at}: allows ${action}`), ...(isForAll && !isLooking ? [`${at}: is for all resources`] : [])];
      }),
    ),
  );
}

const secretName = /(passwords?|passphrase|secret|token|private_key|access_key|api_key)(_wo|_string|_value)?$/;
const secretLooks = [
  /\bAKIA[0-9A-Z]{16}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /:\/\/[^\s/"$:@]+:[^\s/"$@]+@/,
  /\b(?:sk|xoxb|ghp|SG)[._-][A-Za-z0-9._-]{16,}/,
];

/** No secret stands in the code, and none that is handed in comes into the state. */
function secretFaults(file: HclFile): string[] {
  if (file.path.endsWith('.tftest.hcl')) return [];
  const looks = secretLooks.filter((pattern) => pattern.test(file.text)).map(() => `${file.path}: something that looks like a secret`);
  const literals = valuesOf(file.body).filter(
    ([name, value]) => secretName.test(name) && typeof value === 'string' && value !== '' && !value.includes('${'),
  );
  const variables = Object.entries(file.body.variable ?? {}).flatMap(([name, blocks]) => {
    if (!/password|private_key|api_token|secret_key/.test(name) || name.endsWith('_version')) return [];
    const [block] = blocks;
    const kept = block?.sensitive !== true || block.ephemeral !== true;
    return [
      ...(kept ? ['is kept in the state: sensitive and ephemeral'] : []),
      ...(block?.default !== undefined ? ['has a default'] : []),
    ].map((fault) => `${file.path}: var.${name} ${fault}`);
  });
  return [...looks, ...literals.map(([name]) => `${file.path}: ${name} is written out`), ...variables];
}

/** Every name with its value, however deep. */
function valuesOf(value: unknown, name = ''): [string, unknown][] {
  if (Array.isArray(value)) return value.flatMap((each) => valuesOf(each, name));
  if (typeof value !== 'object' || value === null) return [[name, value]];
  return Object.entries(value).flatMap(([key, each]) => valuesOf(each, key));
}

function listOf<T = Block>(value: unknown): T[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as T[]) : [value as T];
}
