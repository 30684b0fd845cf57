import { host, roleNames, secondOf, type RoleName, type Site } from '../site.ts';

// Often enough to see a cut on the graph while one looks, and that an alert of fifteen seconds has three readings to judge by.
const scrapeEvery = '5s';
const scrapeTimeout = '4s';

export interface WatchPlaces {
  sites: Site[];
  rulesFile: string;
  alertmanagerPort: number;
}

/** What Prometheus is told: every role of every region, the rules, and who is to hear of what fires. JSON, which is YAML as well. */
export function prometheusConfiguration({ sites, rulesFile, alertmanagerPort }: WatchPlaces): string {
  return text({
    global: { scrape_interval: scrapeEvery, scrape_timeout: scrapeTimeout, evaluation_interval: scrapeEvery },
    rule_files: [rulesFile],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [`${host}:${alertmanagerPort}`] }] }] },
    scrape_configs: [
      {
        job_name: 'pharos', // the rules ask for it by this name
        // Roles say themselves which region and role they are: the same as the labels below, which `up` has, too.
        honor_labels: true,
        static_configs: sites.flatMap((site) => roleNames.map((role) => targetOf(site, role))),
      },
    ],
  });
}

function targetOf(site: Site, role: RoleName) {
  // The second gateway starts when it takes over from the first: most of the time nobody is there to answer.
  const hasSecond = site.front !== undefined && role !== 'gateway';
  const instances = hasSecond ? [site, secondOf(site)] : [site];
  return { targets: instances.map(({ ports }) => `${host}:${ports[role].admin}`), labels: { region: site.region, role } };
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
