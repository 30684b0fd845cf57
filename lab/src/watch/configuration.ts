import type { PartState } from '../part.ts';
import { host, roleNames, secondOf, type RoleName, type Site } from '../site.ts';

// Often enough to see a cut on the graph while one looks, and that an alert of fifteen seconds has three readings to judge by.
const scrapeEvery = '5s';
const scrapeTimeout = '4s';

export interface WatchPlaces {
  targetsFile: string;
  rulesFile: string;
  alertmanagerPort: number;
}

/** What Prometheus is told: where it finds whom to ask, the rules, and who is to hear of what fires. JSON, which is YAML as well. */
export function prometheusConfiguration({ targetsFile, rulesFile, alertmanagerPort }: WatchPlaces): string {
  return text({
    global: { scrape_interval: scrapeEvery, scrape_timeout: scrapeTimeout, evaluation_interval: scrapeEvery },
    rule_files: [rulesFile],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [`${host}:${alertmanagerPort}`] }] }] },
    scrape_configs: [
      {
        job_name: 'pharos', // the rules ask for it by this name
        // Roles say themselves which region and role they are: the same as the labels below, which `up` has, too.
        honor_labels: true,
        file_sd_configs: [{ files: [targetsFile] }],
      },
    ],
  });
}

/** How a part of a region stands, by its name. */
export type StateOf = (region: string, part: string) => PartState;

/** Whom Prometheus asks: every role of every region as it stands now. What is down stays in it, or nobody would hear that it is. */
export function targets(sites: readonly Site[], stateOf: StateOf): string {
  return text(sites.flatMap((site) => roleNames.map((role) => targetOf(site, role, stateOf))));
}

function targetOf(site: Site, role: RoleName, stateOf: StateOf) {
  const both = site.front === undefined ? [site] : [site, secondOf(site)];
  const instances = role === 'gateway' ? gatewaysOf(both, stateOf) : both;
  return { targets: instances.map(({ ports }) => `${host}:${ports[role].admin}`), labels: { region: site.region, role } };
}

// Of two gateways one is enough: the other starts when it takes over, and who has handed over is gone. If both are, the first is missed.
function gatewaysOf(both: Site[], stateOf: StateOf): Site[] {
  const there = both.filter(({ region, isSecond }) => stateOf(region, isSecond ? 'gateway-2' : 'gateway') !== 'stopped');
  return there.length === 0 ? both.slice(0, 1) : there;
}

/** What Alertmanager is told: group by region, and tell nobody. It shows what fires; a lab has no person on call. */
export function alertmanagerConfiguration(): string {
  return text({
    route: { receiver: 'nobody', group_by: ['region', 'alertname'], group_wait: '5s', group_interval: '30s' },
    receivers: [{ name: 'nobody' }],
  });
}

function text(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
