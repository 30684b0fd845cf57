import { expect, it } from 'vitest';
import { roleNames, type RoleName, type Site } from '../site.ts';
import { prometheusConfiguration } from './configuration.ts';

const rulesFile = '/rules/alerts.yml';

it('every role of every region is asked, under its name and its region', () => {
  const { scrape_configs, rule_files, alerting } = read([siteOf('us', 7_100), siteOf('eu', 7_200)]);
  expect(scrape_configs).toHaveLength(1);
  expect(scrape_configs[0]).toMatchObject({ job_name: 'pharos', honor_labels: true });
  const asked = scrape_configs[0]!.static_configs;
  expect(asked).toHaveLength(2 * roleNames.length);
  expect(asked).toContainEqual({ targets: ['127.0.0.1:7151'], labels: { region: 'us', role: 'api' } });
  expect(asked).toContainEqual({ targets: ['127.0.0.1:7254'], labels: { region: 'eu', role: 'edge' } });
  expect(rule_files).toEqual([rulesFile]);
  expect(alerting.alertmanagers[0]!.static_configs[0]!.targets).toEqual(['127.0.0.1:7003']);
});

it('behind a front both of a role are asked, but for the gateway that waits for its turn to start', () => {
  const site = siteOf('us', 7_100);
  const asked = read([{ ...site, seconds: portsFrom(7_160), front: {} as NonNullable<Site['front']> }]).scrape_configs[0]!.static_configs;
  expect(asked).toContainEqual({ targets: ['127.0.0.1:7151', '127.0.0.1:7161'], labels: { region: 'us', role: 'api' } });
  expect(asked).toContainEqual({ targets: ['127.0.0.1:7152'], labels: { region: 'us', role: 'gateway' } });
});

interface Configuration {
  rule_files: string[];
  alerting: { alertmanagers: { static_configs: { targets: string[] }[] }[] };
  scrape_configs: { static_configs: { targets: string[]; labels: Record<string, string> }[] }[];
}

function read(sites: Site[]): Configuration {
  return JSON.parse(prometheusConfiguration({ sites, rulesFile, alertmanagerPort: 7_003 })) as Configuration;
}

function siteOf(region: string, base: number): Site {
  return { region, ports: portsFrom(base + 50) } as Site;
}

function portsFrom(first: number): Site['ports'] {
  return Object.fromEntries(roleNames.map((name: RoleName, at) => [name, { main: first - 50 + at, admin: first + at }])) as Site['ports'];
}
