import { beforeAll, describe, expect, it } from 'vitest';
import { readFolders, type Block, type HclFile } from '../hcl.ts';
import { terraformFolders } from '../tree.ts';
import { orderOf, regionsOf, routingTableOf, type Region, type RoutingTable } from './routing-table.ts';
import { powerdnsZone } from './powerdns-zone.ts';

let files: HclFile[];
let table: RoutingTable;
let regions: Record<string, Region>;
beforeAll(async () => {
  files = await readFolders(terraformFolders());
  table = routingTableOf(files, 'a-page');
  regions = regionsOf(files, 'production');
});

describe('the routing table', () => {
  // As terraform/README.md says it to people.
  it.each([
    ['north-america', ['us', 'eu', 'ap'], ['us', 'eu', 'ap']],
    ['south-america', ['us', 'eu', 'ap'], ['us', 'eu', 'ap']],
    ['europe', ['eu', 'us', 'ap'], ['eu', 'us', 'ap']],
    ['africa', ['eu', 'us', 'ap'], ['eu', 'us', 'ap']],
    ['middle-east', ['eu', 'ap', 'us'], ['eu', 'us', 'ap']],
    ['asia', ['ap', 'us', 'eu'], ['ap', 'us', 'eu']],
    ['oceania', ['ap', 'us', 'eu'], ['ap', 'us', 'eu']],
  ])('asks for %s in this order', (area, reads, writes) => {
    expect(orderOf(table, 'reads', area, regions)).toEqual(reads);
    expect(orderOf(table, 'writes', area, regions)).toEqual(writes);
  });

  it('has no other areas', () => expect(Object.keys(table.areas)).toHaveLength(7));

  it('gives an area to a fourth region that takes it over, the youngest of several, and passes over who is not there', () => {
    const takes = (read_fallback: string) => ({ 'south-america': { read_fallback, write_fallback: 'us' } });
    const five = { ...regions, sa: { number: 4, areas: takes('us') }, br: { number: 5, areas: takes('sa') } };
    expect(orderOf(table, 'reads', 'south-america', five)).toEqual(['br', 'sa', 'us', 'eu', 'ap']);
    expect(orderOf(table, 'writes', 'south-america', five)).toEqual(['br', 'us', 'eu', 'ap', 'sa']);
    expect(orderOf(table, 'reads', 'middle-east', { us: regions.us!, ap: regions.ap! })).toEqual(['ap', 'us']);
  });

  // The order is worked out twice, by Terraform and here. Who changes it there is told of it here.
  it('is worked out here as the module does it', () => {
    const locals = (files.find(({ path }) => path === 'modules/global/areas.tf')!.body.locals as Block[])[0]!;
    const listed = (fallback: string) =>
      `\${{ for area, row in local.routing : area => [for name in distinct(concat([row.region, row.${fallback}], local.by_number)) : name if contains(keys(var.regions), name)] }}`;
    expect(locals.order).toEqual({ reads: listed('read_fallback'), writes: listed('write_fallback') });
    expect(locals.routing).toBe('${{ for area, row in local.areas : area => merge(row, lookup(local.taken_over, area, {})) }}');
    expect(locals.taken_over).toBe(
      '${merge([for name in local.by_number : { for area, fallback in var.regions[name].areas : area => merge({ region = name }, fallback) }]...)}',
    );
  });
});

describe('the zone', () => {
  const zone = () =>
    powerdnsZone({
      domain: 'pharos.example',
      table,
      regions,
      addresses: { us: '198.51.100.1', eu: '198.51.100.2', ap: '198.51.100.3' },
      cdns: { cloudfront: { address: 'd1.cloudfront.example', weight: 80 }, cloudflare: { address: 'status.cdn.example', weight: 20 } },
      nameServers: { ns1: '198.51.100.8', ns2: '198.51.100.9' },
      serial: 1,
    });

  it('asks each region by its own name, at the page that is checked', () => {
    expect(zone()).toContain(
      `middle-east.origin.route LUA A ("ifurlextup({{['198.51.100.2']='https://edge.eu.pharos.example/p/a-page'},` +
        `{['198.51.100.3']='https://edge.ap.pharos.example/p/a-page'},{['198.51.100.1']='https://edge.us.pharos.example/p/a-page'}})")`,
    );
    expect(zone()).toContain(`europe.api.route LUA A ("ifurlextup({{['198.51.100.2']='https://api.eu.pharos.example/health/writes'},`);
    expect(zone()).toContain('$TTL 30');
  });

  it('holds no string that is longer than one may be', () => {
    expect(Math.max(...[...zone().matchAll(/"([^"]*)"/g)].map(([, each]) => each!.length))).toBeLessThanOrEqual(255);
  });
});
