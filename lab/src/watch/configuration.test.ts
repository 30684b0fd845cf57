import { expect, it } from 'vitest';
import type { PartState } from '../part.ts';
import { roleNames, type RoleName, type Site } from '../site.ts';
import { prometheusConfiguration, targets } from './configuration.ts';

const rulesFile = '/rules/alerts.yml';
const targetsFile = '/watch/targets.json';

it('every role of every region is asked, under its name and its region', () => {
  const { scrape_configs, rule_files, alerting } = JSON.parse(
    prometheusConfiguration({ targetsFile, rulesFile, alertmanagerPort: 7_003 }),
  ) as Configuration;
  expect(scrape_configs).toEqual([{ job_name: 'pharos', honor_labels: true, file_sd_configs: [{ files: [targetsFile] }] }]);
  expect(rule_files).toEqual([rulesFile]);
  expect(alerting.alertmanagers[0]!.static_configs[0]!.targets).toEqual(['127.0.0.1:7003']);
  const asked = askedOf([siteOf('us', 7_100), siteOf('eu', 7_200)]);
  expect(asked).toHaveLength(2 * roleNames.length);
  expect(asked).toContainEqual({ targets: ['127.0.0.1:7151'], labels: { region: 'us', role: 'api' } });
  expect(asked).toContainEqual({ targets: ['127.0.0.1:7254'], labels: { region: 'eu', role: 'edge' } });
});

it('who is stopped or has failed is asked all the same: that nobody answers is what is to be known', () => {
  for (const state of ['stopped', 'failed', 'frozen'] as const)
    expect(askedOf([siteOf('us', 7_100)], () => state)).toEqual(askedOf([siteOf('us', 7_100)]));
});

it.each<[PartState, PartState, string[]]>([
  ['running', 'stopped', ['127.0.0.1:7152']],
  ['running', 'starting', ['127.0.0.1:7152', '127.0.0.1:7162']],
  ['stopped', 'running', ['127.0.0.1:7162']],
  ['failed', 'running', ['127.0.0.1:7152', '127.0.0.1:7162']],
  ['stopped', 'stopped', ['127.0.0.1:7152']],
])('behind a front both of a role are asked; of gateways (%s, %s) those that there are', (first, second, gateways) => {
  const site = { ...siteOf('us', 7_100), seconds: portsFrom(7_160), front: {} as NonNullable<Site['front']> };
  const asked = askedOf([site], (_region, part) => (part === 'gateway' ? first : part === 'gateway-2' ? second : 'running'));
  expect(asked).toContainEqual({ targets: ['127.0.0.1:7151', '127.0.0.1:7161'], labels: { region: 'us', role: 'api' } });
  expect(asked).toContainEqual({ targets: gateways, labels: { region: 'us', role: 'gateway' } });
});

interface Configuration {
  rule_files: string[];
  alerting: { alertmanagers: { static_configs: { targets: string[] }[] }[] };
  scrape_configs: object[];
}

function askedOf(sites: Site[], stateOf: (region: string, part: string) => PartState = () => 'running') {
  return JSON.parse(targets(sites, stateOf)) as { targets: string[]; labels: Record<string, string> }[];
}

function siteOf(region: string, base: number): Site {
  return { region, ports: portsFrom(base + 50) } as Site;
}

function portsFrom(first: number): Site['ports'] {
  return Object.fromEntries(roleNames.map((name: RoleName, at) => [name, { main: first - 50 + at, admin: first + at }])) as Site['ports'];
}
