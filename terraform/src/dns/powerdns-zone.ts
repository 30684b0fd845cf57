import { Problem } from '@pharos/core/problem';
import { oldestFirst, orderOf, type Kind, type Region, type RoutingTable } from './routing-table.ts';

export interface Steering {
  domain: string;
  table: RoutingTable;
  regions: Record<string, Region>;
  /** Where each region's load balancer is. */
  addresses: Record<string, string>;
  cdns: Record<string, { address: string; weight: number }>;
  /** The servers of the zone itself. */
  nameServers: Record<string, string>;
  /** Of a host and a path, what is asked to find out whether it is healthy. */
  checkUrl?(host: string, path: string): string;
  serial: number;
}

/**
 * The routing table as a zone of PowerDNS, with the names that Route 53 has: a visitor's place leads to its area, an area to its region while
 * that is healthy, then to the fallback, then to any region that is. When nobody is healthy, all are answered.
 */
export function powerdnsZone(steering: Steering): string {
  const { domain, table, regions, addresses, cdns, nameServers, serial } = steering;
  const servers = Object.keys(nameServers);
  return [
    `$ORIGIN ${domain}.`,
    `$TTL ${table.ttlSeconds}`,
    `@ SOA ${servers[0]} hostmaster ${serial} 3600 600 604800 ${table.ttlSeconds}`,
    ...servers.map((name) => `@ NS ${name}`),
    ...Object.entries(nameServers).map(([name, address]) => `${name} A ${address}`),
    ...oldestFirst(regions).flatMap((region) => table.roles.map((role) => `${role}.${region} A ${addresses[region]}`)),
    ...(Object.keys(table.kinds) as Kind[]).flatMap((kind) => recordsOf(steering, kind)),
    ...Object.entries(cdns).map(([name, { address }]) => `${name} CNAME ${address}.`),
    `status LUA CNAME ${quoted(sharedByWeight(steering))}`,
    '',
  ].join('\n');
}

function recordsOf(steering: Steering, kind: Kind): string[] {
  const { table, regions } = steering;
  const { name } = table.kinds[kind];
  const areas = Object.keys(table.areas).map((area) => {
    const [first, second, ...others] = orderOf(table, kind, area, regions);
    const inTurn = [first ? [first] : [], second ? [second] : [], others].filter((set) => set.length > 0);
    return `${area}.${name}.route LUA A ${quoted([firstHealthy(steering, kind, inTurn)])}`;
  });
  const any = `any.${name}.route LUA A ${quoted([firstHealthy(steering, kind, [oldestFirst(regions)])])}`;
  return [...areas, any, `${name} LUA CNAME ${quoted(byPlace(steering, name))}`];
}

/** Sets of regions, one after the other: of the first in which one is healthy, one that is. */
function firstHealthy(steering: Steering, kind: Kind, inTurn: string[][]): string {
  const { domain, table, addresses } = steering;
  const { role, path } = table.kinds[kind];
  const entry = (region: string) => `['${addresses[region]}']='${checkUrlOf(steering, `${role}.${region}.${domain}`, path)}'`;
  return `ifurlextup({${inTurn.map((set) => `{${set.map(entry).join(',')}}`).join(',')}})`;
}

/** A country goes before its continent, as at Route 53. */
function byPlace({ domain, table }: Steering, name: string): string[] {
  const areas = Object.entries(table.areas);
  const lead = (where: string, area: string) => `if ${where} then return '${area}.${name}.route.${domain}' end `;
  return [
    ';',
    ...areas.flatMap(([area, { countries }]) =>
      countries.length > 0 ? [lead(`country({${countries.map((code) => `'${code}'`).join(',')}})`, area)] : [],
    ),
    ...areas.flatMap(([area, { continent }]) => (continent ? [lead(`continent('${continent}')`, area)] : [])),
    `return 'any.${name}.route.${domain}'`,
  ];
}

/**
 * Those CDNs that are healthy, by their weights. Health is known of addresses alone, so each CDN has one that is never answered (of
 * RFC 5737). One of weight 0 is taken when no other is healthy, as at Route 53.
 */
function sharedByWeight(steering: Steering): string[] {
  const { domain, table, cdns } = steering;
  const entries = Object.entries(cdns).map(([name, { weight }], index) => ({
    name: `${name}.${domain}`,
    weight,
    token: `192.0.2.${index + 1}`,
  }));
  const checks = entries.map(({ name, token }) => `['${token}']='${checkUrlOf(steering, name, table.kinds.reads.path)}'`);
  return [
    ';',
    `local cdns={${entries.map(({ name, weight, token }) => `['${token}']={${weight},'${name}'}`).join(',')}} `,
    `local up=ifurlextup({{${checks.join(',')}}},{selector='all',backupSelector='all'}) `,
    'local shares,sum={},0 for _,each in ipairs(up) do shares[#shares+1]=cdns[each] sum=sum+cdns[each][1] end ',
    'if sum==0 then for _,share in ipairs(shares) do share[1]=1 end end ',
    'return pickwrandom(shares)',
  ];
}

const checkUrlOf = ({ checkUrl }: Steering, host: string, path: string): string =>
  checkUrl ? checkUrl(host, path) : `https://${host}${path}`;

// A string of a zone holds 255 bytes. PowerDNS joins those of one record with a space, so they are cut where one may stand.
const cut = /.{1,250}(?:(?<=[, ])|$)/g;

function quoted(parts: string[]): string {
  const strings = parts.flatMap((part) => part.match(cut) ?? []);
  if (strings.join('') !== parts.join('')) throw new Problem('invalid', `a name is too long for a zone: ${parts.join('')}`);
  return `(${strings.map((each) => `"${each}"`).join(' ')})`;
}
