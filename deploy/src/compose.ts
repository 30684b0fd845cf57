import { stringify } from 'yaml';

export interface ComposeRegion {
  name: string;
  number: number;
  /** On the host: pages, API and streams of this region, by its balancer. */
  port: number;
}

export const composeFiles: { file: string; regions: ComposeRegion[] }[] = [
  { file: 'one-region.yaml', regions: [{ name: 'eu', number: 2, port: 8080 }] },
  {
    file: 'three-regions.yaml',
    regions: [
      { name: 'us', number: 1, port: 8081 },
      { name: 'eu', number: 2, port: 8082 },
      { name: 'ap', number: 3, port: 8083 },
    ],
  },
];

// As they were when this was written; a later one is a change that somebody reads.
const images = { postgres: 'postgres:17.6-bookworm', nats: 'nats:2.11.9', redis: 'redis:8.2.2-bookworm', haproxy: 'haproxy:3.2.7' };
const node = '/opt/pharos/node_modules/node/bin/node';

// By every service: it cannot write but where it must, cannot become more than it is, and its log does not fill the disk.
const walls = {
  restart: 'unless-stopped',
  read_only: true,
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
  logging: { driver: 'local', options: { 'max-size': '20m', 'max-file': '5' } },
};
const health = (...test: string[]) => ({ test: ['CMD', ...test], interval: '5s', timeout: '3s', retries: 3, start_period: '30s' });

const space: Record<string, number> = { sync: 64, api: 64, gateway: 4, notifier: 16, edge: 16 };
const folders: Record<string, string> = { sync: 'crdt-sync', api: 'api', gateway: 'sse-gateway', notifier: 'notifier', edge: 'edge' };

/** A Compose file with these regions, each with its own servers and a network that no other region is in. */
export function composeText(regions: ComposeRegion[]): string {
  const services = Object.fromEntries(regions.flatMap((region) => Object.entries(servicesOf(region, regions))));
  const content = {
    name: 'pharos',
    services,
    networks: { ...Object.fromEntries(regions.map(({ name }) => [name, {}])), ...(regions.length > 1 ? { mesh: {} } : {}) },
    volumes: Object.fromEntries(
      regions.flatMap(({ name }) => [
        [`${name}-postgres`, {}],
        [`${name}-archive`, {}],
      ]),
    ),
    secrets: { 'postgres-password': { file: './secrets/postgres-password' } },
  };
  return `${head}${stringify(content, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

const head = `# Made by \`npm run deploy:check -- --write\` from deploy/src/compose.ts. Nothing secret is in it: it is read from .env and ./secrets beside it,
# which are yours (deploy/README.md says what they hold). Build the image first: deploy/image/Containerfile.
`;

function servicesOf(region: ComposeRegion, regions: ComposeRegion[]): Record<string, unknown> {
  const { name } = region;
  const networks = [name, ...(regions.length > 1 ? ['mesh'] : [])];
  const own = (service: string) => `${name}-${service}`;
  const ready = Object.fromEntries(['postgres', 'nats', 'redis'].map((server) => [own(server), { condition: 'service_healthy' }]));
  const role = (kind: string, more: { env?: Record<string, string>; [key: string]: unknown } = {}) => {
    const { env, ...rest } = more;
    return {
      image: '${PHAROS_IMAGE:?name the image that you have built}',
      command: [`--max-semi-space-size=${space[kind]}`, '--disable-warning=ExperimentalWarning', `${folders[kind]}/src/main.ts`],
      user: '65532:65532',
      environment: { ...roleEnv(region, kind, regions), ...env },
      depends_on: { ...ready, [own('migrate')]: { condition: 'service_completed_successfully' } },
      healthcheck: health(node, 'deploy/ready.mjs', 'readyz', '--within', '1000'),
      networks,
      tmpfs: ['/tmp:size=64m,mode=1777'],
      // LEAVE_MS, then STOP_MS, then two seconds.
      stop_grace_period: '10s',
      deploy: { replicas: ['api', 'edge'].includes(kind) ? 2 : 1 },
      ulimits: { nofile: 65_536 },
      ...walls,
      ...rest,
    };
  };
  return {
    [own('postgres')]: {
      image: images.postgres,
      user: 'postgres',
      environment: { POSTGRES_USER: 'pharos', POSTGRES_DB: 'pharos', POSTGRES_PASSWORD_FILE: '/run/secrets/postgres-password' },
      secrets: ['postgres-password'],
      volumes: [`${name}-postgres:/var/lib/postgresql/data`],
      healthcheck: health('pg_isready', '-U', 'pharos'),
      networks: [name],
      tmpfs: ['/tmp', '/run/postgresql:mode=1777'],
      shm_size: '256m',
      stop_grace_period: '1m',
      ...walls,
    },
    [own('nats')]: {
      image: `${images.nats}-alpine`,
      user: '65532:65532',
      // A hint, and nothing more: what it forgets is in Postgres.
      command: ['-js', '-sd', '/data', '-m', '8222'],
      healthcheck: health('wget', '-q', '--spider', 'http://127.0.0.1:8222/healthz'),
      networks,
      tmpfs: ['/data:uid=65532,gid=65532,mode=0700'],
      ...walls,
    },
    [own('redis')]: {
      image: images.redis,
      user: 'redis',
      command: ['redis-server', '--save', '', '--appendonly', 'no', '--maxmemory', '256mb', '--maxmemory-policy', 'allkeys-lru'],
      healthcheck: health('redis-cli', 'ping'),
      networks: [name],
      tmpfs: ['/data:mode=1777'],
      ...walls,
    },
    [own('migrate')]: {
      ...role('sync'),
      command: ['--disable-warning=ExperimentalWarning', 'setup/pharos.ts', 'migrate'],
      environment: { DATABASE_URL: databaseUrl(name) },
      depends_on: { [own('postgres')]: { condition: 'service_healthy' } },
      healthcheck: { disable: true },
      restart: 'on-failure:3',
    },
    [own('sync')]: role('sync', { volumes: [`${name}-archive:/archive`] }),
    [own('api')]: role('api'),
    [own('gateway')]: role('gateway', { ulimits: { nofile: 262_144 } }),
    [own('notifier')]: role('notifier', { env_file: ['./secrets/notifier.env'] }),
    [own('edge')]: role('edge'),
    [own('front')]: {
      image: images.haproxy,
      user: 'haproxy',
      environment: { REGION: name },
      volumes: ['./haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro'],
      ports: [`127.0.0.1:${region.port}:8080`],
      depends_on: { [own('edge')]: { condition: 'service_started' } },
      healthcheck: health('haproxy', '-c', '-f', '/usr/local/etc/haproxy/haproxy.cfg'),
      networks: [name],
      tmpfs: ['/tmp'],
      ...walls,
    },
  };
}

const databaseUrl = (name: string) =>
  `postgres://pharos:\${POSTGRES_PASSWORD:?the same as in secrets/postgres-password}@${name}-postgres:5432/pharos`;

function roleEnv(region: ComposeRegion, kind: string, regions: ComposeRegion[]): Record<string, string> {
  const { name, number } = region;
  const others = regions.filter((each) => each !== region);
  const outside = (each: ComposeRegion) => `http://localhost:${each.port}`;
  const common = {
    REGION: name,
    REGION_NUMBER: String(number),
    HOST: '0.0.0.0',
    LEAVE_MS: kind === 'sync' ? '0' : '3000',
    STOP_MS: '4000',
    NATS_URL: `nats://${name}-nats:4222`,
    OTEL_EXPORTER_OTLP_ENDPOINT: '${OTEL_EXPORTER_OTLP_ENDPOINT:-}',
  };
  const database = { DATABASE_URL: databaseUrl(name) };
  const redis = { REDIS_URL: `redis://${name}-redis:6379` };
  const readers = { READER_KEYS: '${READER_KEYS:?openssl rand -hex 32}' };
  switch (kind) {
    case 'sync':
      return {
        ...common,
        ...database,
        PEERS: others.map((each) => `${each.name}=${each.number}@nats://${each.name}-nats:4222`).join(' '),
        ARCHIVE_URL: 'file:///archive',
      };
    case 'api':
      return {
        ...common,
        ...database,
        ...redis,
        ...readers,
        SESSION_KEYS: '${SESSION_KEYS:?openssl rand -hex 32}',
        API_PORT: '8080',
        TRUST_PROXY: 'true',
        API_PUBLIC_URL: outside(region),
        CONSOLE_URL: `${outside(region)}/console`,
        API_ELSEWHERE: others.map(outside).join(','),
      };
    case 'gateway':
      return {
        ...common,
        ...database,
        ...redis,
        ...readers,
        LIVE_PORT: '8081',
        LIVE_URL: outside(region),
        READERS_ADDRESS_HEADER: 'x-forwarded-for',
      };
    case 'notifier':
      return {
        ...common,
        ...database,
        NOTIFIER_PORT: '8400',
        PUBLIC_URL: outside(region),
        PAGES_URL: outside(region),
        API_URL: [region, ...others].map((each) => `http://${each.name}-api:8080`).join(','),
      };
    default:
      return {
        ...common,
        ...redis,
        ...readers,
        EDGE_PORT: '8080',
        READERS_ADDRESS_HEADER: 'x-forwarded-for',
        API_UPSTREAMS: [region, ...others].map((each) => `${each.name}=http://${each.name}-api:8080`).join(','),
        EDGE_PEERS: regions.map(outside).join(','),
      };
  }
}
