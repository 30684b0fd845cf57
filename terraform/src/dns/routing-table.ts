import type { Block, HclFile } from '../hcl.ts';

export type Kind = 'reads' | 'writes';

interface Row {
  region: string;
  read_fallback: string;
  write_fallback: string;
}

export interface Area extends Row {
  continent: string | null;
  countries: string[];
}

export interface Region {
  number: number;
  areas?: Record<string, { read_fallback: string; write_fallback: string }>;
}

/** The rows that stand in `modules/global`, and how a region that stands behind them is checked. */
export interface RoutingTable {
  areas: Record<string, Area>;
  kinds: Record<Kind, { name: string; role: string; path: string }>;
  roles: string[];
  /** How long an answer is kept, and how far two checks are apart. */
  ttlSeconds: number;
  checkSeconds: number;
}

export function routingTableOf(files: HclFile[], checkedPage: string): RoutingTable {
  const locals = (name: string) => (fileOf(files, name).body.locals as Block[])[0]!;
  const { areas, kinds, page_path } = locals('areas.tf') as unknown as Pick<RoutingTable, 'areas' | 'kinds'> & { page_path: string };
  const path = page_path.replace('${var.checked_page}', checkedPage);
  const filled = (kind: Kind) => ({ ...kinds[kind], path: kinds[kind].path.replace('${local.page_path}', path) });
  return {
    areas,
    kinds: { reads: filled('reads'), writes: filled('writes') },
    roles: /for role in \[([^\]]*)\]/.exec(String(locals('names.tf').region_names))![1]!.match(/\w+/g)!,
    ttlSeconds: resourceOf(files, 'routing-cloudflare.tf', 'cloudflare_load_balancer', 'kind').ttl as number,
    checkSeconds: resourceOf(files, 'routing.tf', 'aws_route53_health_check', 'region').request_interval as number,
  };
}

/** The regions of an environment, as they are if nobody says otherwise. */
export function regionsOf(files: HclFile[], environment: string): Record<string, Region> {
  const file = files.find(({ path }) => path === `environments/${environment}/regions.tf`)!;
  return file.body.variable!.regions![0]!.default as Record<string, Region>;
}

/**
 * Who is asked for an area, one after the other: as `local.routing` and `local.order` say it in HCL. A region takes over the areas that it
 * names, of several the youngest; behind the fallback come all others, the oldest first; whoever is not there is passed over.
 */
export function orderOf(table: RoutingTable, kind: Kind, area: string, regions: Record<string, Region>): string[] {
  const byNumber = oldestFirst(regions);
  const taker = byNumber.findLast((name) => regions[name]!.areas?.[area]);
  const row: Row = taker ? { region: taker, ...regions[taker]!.areas![area]! } : table.areas[area]!;
  const fallback = kind === 'reads' ? row.read_fallback : row.write_fallback;
  return [...new Set([row.region, fallback, ...byNumber])].filter((name) => name in regions);
}

export function oldestFirst(regions: Record<string, Region>): string[] {
  return Object.keys(regions).toSorted((a, b) => regions[a]!.number - regions[b]!.number);
}

function fileOf(files: HclFile[], name: string): HclFile {
  return files.find(({ path }) => path === `modules/global/${name}`)!;
}

function resourceOf(files: HclFile[], file: string, type: string, name: string): Block {
  return (fileOf(files, file).body.resource as Record<string, Record<string, Block[]>>)[type]![name]![0]!;
}
