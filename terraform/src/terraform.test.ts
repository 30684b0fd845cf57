import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { faultsAmong, faultsIn } from './check.ts';
import type { Documents } from './documents.ts';
import { readFile, readFolders, type HclFile } from './hcl.ts';
import { providerSchemas, terraformFolders } from './tree.ts';

const root = join(import.meta.dirname, '../..');
const schemas = providerSchemas();
const documents: Documents = {
  runbooks: new Set(readdirSync(join(root, 'runbooks'))),
  variables: new Set([...readFileSync(join(root, 'docs/config.md'), 'utf8').matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name!)),
};
let files: HclFile[];
beforeAll(async () => {
  files = await readFolders(terraformFolders());
});

describe('the infrastructure', () => {
  it('is well written, known to its providers, whole, and as we ask it to be', () => {
    expect(files.length).toBeGreaterThan(40);
    expect([...files.flatMap((file) => faultsIn(file, schemas)), ...faultsAmong(files, schemas, documents)]).toEqual([]);
  });

  it('has four tiers, each with the same parts and more of them than the one before', () => {
    const numbers = [1, 2, 3, 4].map((tier) => numbersIn(tiers()[tier]));
    numbers.slice(1).forEach((larger, index) => {
      expect([...larger.keys()]).toEqual([...numbers[index]!.keys()]);
      const shrunk = [...larger].filter(([name, value]) => value < numbers[index]!.get(name)! && !/pools/.test(name));
      expect(shrunk, `tier ${index + 2}`).toEqual([]);
    });
    // What the design is made for, and as far as the charts may go.
    const largest = numbers[3]!;
    expect([largest.get('/pages'), largest.get('/readers'), largest.get('/subscribers')]).toEqual([100_000, 10_000_000, 50_000_000]);
    expect(
      ['api', 'gateway', 'notifier'].map((role) => [largest.get(`/replicas/${role}/least`), largest.get(`/replicas/${role}/most`)]),
    ).toEqual([
      [4, 100],
      [10, 200],
      [20, 500],
    ]);
  });

  it.each([1, 2, 3, 4])('has connections enough for every process that tier %i may have', (tier) => {
    const size = tiers()[tier] as Tier;
    const { replicas, pools } = size;
    // docs/postgres.md: three more of each api, one more to each copy; two sync processes; ten for people.
    const asked =
      replicas.api.most * (pools.api + 3 + pools.replica + 1) +
      replicas.gateway.most * pools.gateway +
      replicas.notifier.most * pools.notifier +
      2 * 10 +
      10;
    expect(size.database.connections).toBeGreaterThanOrEqual(asked);
  });

  it('has readers enough in every tier when one of three regions is gone', () => {
    for (const tier of [1, 2, 3, 4]) {
      const { readers, replicas } = tiers()[tier] as Tier;
      expect(replicas.gateway.most * 80_000, `tier ${tier}`).toBeGreaterThanOrEqual(readers / 2);
    }
  });
});

interface Tier {
  readers: number;
  database: { connections: number };
  replicas: Record<'api' | 'gateway' | 'notifier' | 'edge', { least: number; most: number }>;
  pools: Record<'api' | 'replica' | 'gateway' | 'notifier', number>;
}

const tiers = () => {
  const { body } = files.find(({ path }) => path === 'modules/region/tiers.tf')!;
  return body.locals!.find((locals) => 'tiers' in locals)!.tiers as Record<number, unknown>;
};

function numbersIn(value: unknown, path = ''): Map<string, number> {
  if (typeof value === 'number') return new Map([[path, value]]);
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(Object.entries(value).flatMap(([name, each]) => [...numbersIn(each, `${path}/${name}`)]));
}

/** A fault for each thing that is looked for: in which file, what is written instead of what, and what is said of it. */
const planted: [what: string, path: string, from: string, to: string, says: RegExp][] = [
  [
    'a misaligned line',
    'modules/region/network.tf',
    'enable_dns_support   =',
    'enable_dns_support =',
    /network\.tf:\d+: should be written/,
  ],
  [
    'a line too far in',
    'modules/region/redis.tf',
    '  description = "Pharos"',
    '    description = "Pharos"',
    /redis\.tf:5: should be written/,
  ],
  [
    'an argument nobody takes',
    'modules/region/network.tf',
    'enable_dns_support  ',
    'enable_dns_suport  ',
    /aws_vpc\.this: there is no enable_dns_suport/,
  ],
  ['a resource nobody has', 'modules/region/network.tf', '"aws_vpc" "this"', '"aws_vpcc" "this"', /no provider has aws_vpcc/],
  [
    'a data source nobody has',
    'modules/region/nats.tf',
    'data "aws_ami"',
    'data "aws_amis"',
    /data\.aws_amis\.debian: no provider has aws_amis/,
  ],
  ['a block nobody takes', 'modules/region/nats.tf', 'metadata_options {', 'metadata_option {', /there is no metadata_option/],
  [
    'an argument of a block that nobody takes',
    'modules/region/nats.tf',
    'http_tokens  ',
    'http_token   ',
    /metadata_options: there is no http_token/,
  ],
  [
    'a dynamic block nobody takes',
    'modules/region/store.tf',
    'dynamic "transition"',
    'dynamic "transitions"',
    /there is no block transitions/,
  ],
  [
    'a fault within a dynamic block',
    'modules/region/store.tf',
    'storage_class = "STANDARD_IA"',
    'storage_klass = "STANDARD_IA"',
    /transition: there is no storage_klass/,
  ],
  [
    'an argument that is missing',
    'modules/region/workloads.tf',
    '  role_arn                      = aws_iam_role.cluster.arn\n',
    '',
    /aws_eks_cluster\.this: role_arn is missing/,
  ],
  [
    'a block that is missing',
    'modules/global/cdn-cloudfront.tf',
    '  restrictions {',
    '  restriction {',
    /aws_cloudfront_distribution\.this: restrictions is missing/,
  ],
  ['a list in the place of a block', 'modules/region/workloads.tf', '  vpc_config {', '  vpc_config = {', /vpc_config is a block/],
  [
    'a block in the place of an argument',
    'modules/global/pages.tf',
    '  random_steering = {',
    '  random_steering {',
    /random_steering is no block/,
  ],
  [
    'one where there are many',
    'modules/global/cdn-cloudflare.tf',
    'rules = [{\n    ref         = "as-the-edge-says"',
    'rules = {}\n  other = [{\n    ref         = "as-the-edge-says"',
    /rules is a list/,
  ],
  [
    'a word where a number belongs',
    'modules/region/redis.tf',
    'num_cache_clusters         = 3',
    'num_cache_clusters         = "three"',
    /num_cache_clusters is number/,
  ],
  [
    'what only the provider says',
    'modules/region/network.tf',
    '  enable_dns_hostnames =',
    '  arn                  =',
    /arn is answered, not given/,
  ],
  [
    'a block that is there twice',
    'modules/region/workloads.tf',
    '  zonal_shift_config {',
    '  zonal_shift_config {\n    enabled = false\n  }\n\n  zonal_shift_config {',
    /zonal_shift_config is there 2 times/,
  ],
  [
    'a variable nobody declares',
    'modules/region/network.tf',
    'region               = var.aws_region',
    'region               = var.aws_regoin',
    /var\.aws_regoin: nobody declares it/,
  ],
  [
    'a local nobody declares',
    'modules/region/network.tf',
    'cidr_block           = local.network',
    'cidr_block           = local.netwrk',
    /local\.netwrk: nobody declares it/,
  ],
  [
    'a resource that is not there',
    'modules/region/redis.tf',
    'aws_security_group.redis.id',
    'aws_security_group.rediss.id',
    /aws_security_group\.rediss\.id: there is no such resource/,
  ],
  [
    'an answer nobody gives',
    'modules/region/postgres.tf',
    'aws_db_subnet_group.this.name',
    'aws_db_subnet_group.this.nmae',
    /aws_db_subnet_group answers no nmae/,
  ],
  [
    'an answer of a data source nobody gives',
    'modules/region/outputs.tf',
    'member.address]',
    'data.aws_db_instance.member["1"].adress]',
    /aws_db_instance answers no adress/,
  ],
  [
    'an output that a module has not',
    'environments/production/main.tf',
    'region.backups',
    'region.backup',
    /module\.region\.backup: the module has no output backup/,
  ],
  [
    'an output of a module by name',
    'environments/production/main.tf',
    'module.global.certificate_arns',
    'module.global.certificates',
    /the module has no output certificates/,
  ],
  [
    'a module that is not there',
    'environments/production/outputs.tf',
    'module.global.routing',
    'module.globe.routing',
    /module\.globe\.routing: there is no such module/,
  ],
  ['a name nobody knows', 'modules/region/redis.tf', 'aws_kms_key.this.arn', 'kms_key.this.arn', /nobody knows kms_key/],
  [
    'a variable nobody uses',
    'modules/region/alerts.tf',
    'data         = var.alert_rules',
    'data         = "groups: []"',
    /nobody uses var\.alert_rules/,
  ],
  [
    'a required variable that an environment leaves out',
    'environments/staging/main.tf',
    '  dcv_delegation        = var.dcv_delegation\n',
    '',
    /staging\/main\.tf: module\.global: dcv_delegation is missing/,
  ],
  [
    'a variable that a module does not take',
    'environments/staging/main.tf',
    '  dcv_delegation        =',
    '  dcv_delegations       =',
    /the module takes no dcv_delegations/,
  ],
  [
    'environments that differ',
    'environments/staging/outputs.tf',
    'output "routing"',
    'output "routes"',
    /staging: has no output routing, as environments\/production has/,
  ],
  [
    'a state without a lock',
    'environments/production/backend.tf',
    'use_lockfile = true',
    'use_lockfile = false',
    /production: its state is not locked/,
  ],
  ['what has no tags', 'modules/region/redis.tf', '  tags                 = local.tags\n', '', /aws_elasticache_user\.roles: has no tags/],
  [
    'what does not say its region',
    'modules/region/kms.tf',
    '  region        = var.aws_region\n',
    '',
    /aws_kms_alias\.this: does not say its region/,
  ],
  [
    'a database that is open to everybody',
    'modules/region/doors.tf',
    'cidr_ipv4         = each.value.network',
    'cidr_ipv4         = "0.0.0.0/0"',
    /nats_from_peers: is open to everybody/,
  ],
  [
    'another port that is open to everybody',
    'modules/region/doors.tf',
    '  to_port           = 443',
    '  to_port           = 4430',
    /web: is open to everybody/,
  ],
  [
    'a port that is open to everybody by IPv6',
    'modules/region/doors.tf',
    'cidr_ipv4         = each.value.network',
    'cidr_ipv6         = "::/0"',
    /nats_from_peers: is open to everybody/,
  ],
  [
    'a group that is open to everybody',
    'modules/region/doors.tf',
    '  description = "Postgres: the roles of this region"\n',
    '  description = "Postgres"\n\n  ingress {\n    from_port   = 22\n    to_port     = 22\n    protocol    = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n\n',
    /postgres: is open to everybody/,
  ],
  [
    'a right to everything',
    'modules/region/identity.tf',
    'actions   = ["aps:RemoteWrite"]',
    'actions   = ["aps:*"]',
    /metrics: allows aps:\*/,
  ],
  [
    'a right on everything',
    'modules/region/identity.tf',
    'resources = [aws_prometheus_workspace.this.arn]',
    'resources = ["*"]',
    /metrics: is for all resources/,
  ],
  [
    'a password that is written out',
    'modules/region/redis.tf',
    'passwords_wo         = var.redis_password',
    'passwords_wo         = "hunter2hunter2hunter2"',
    /passwords_wo is written out/,
  ],
  [
    'a password with a default',
    'modules/region/variables.tf',
    '  sensitive   = true\n  ephemeral   = true\n',
    '  sensitive   = true\n  ephemeral   = true\n  default     = ""\n',
    /redis_password has a default/,
  ],
  [
    'a password that is kept in the state',
    'modules/region/variables.tf',
    '  ephemeral   = true\n',
    '',
    /redis_password is kept in the state/,
  ],
  ['the key of an account', 'modules/region/identity.tf', '# Who may do what.', '# AKIAIOSFODNN7EXAMPLE', /looks like a secret/],
  ['an address with a password', 'modules/region/outputs.tf', '"tls://nats.', '"tls://own:secret@nats.', /looks like a secret/],
  ['an alarm whose runbook is not there', 'modules/region/alerts.tf', 'disk-full.md', 'disc-full.md', /there is no runbook disc-full\.md/],
  [
    'an alarm without a runbook',
    'modules/global/alerts.tf',
    'error. See runbooks/process-down.md"',
    'error."',
    /the alarm cloudfront_failing names no runbook/,
  ],
  ['a variable that no role reads', 'modules/region/outputs.tf', 'ARCHIVE_S3_REGION', 'ARCHIVE_REGION', /no role reads ARCHIVE_REGION/],
  ['a secret that no role reads', 'modules/region/secrets.tf', '"REDIS_URL"', '"REDIS_URI"', /no role reads REDIS_URI/],
  [
    'a region that is named elsewhere',
    'modules/global/mesh.tf',
    'auto_accept = false',
    'auto_accept = var.regions["eu"].number == 2',
    /names the region eu/,
  ],
];

describe('a planted fault is seen:', () => {
  it.each(planted)('%s', async (_what, path, from, to, says) => {
    const sound = files.find((file) => file.path === path)!;
    expect(sound.text.split(from).length, 'what is replaced is there').toBeGreaterThan(1);
    const broken = await readFile(
      path,
      sound.text.replace(from, () => to),
      sound.folder,
    );
    const around = files.map((file) => (file === sound ? broken : file));
    expect([...faultsIn(broken, schemas), ...faultsAmong(around, schemas, documents)].join('\n')).toMatch(says);
  });
});
