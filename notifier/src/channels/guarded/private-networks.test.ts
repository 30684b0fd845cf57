import { readConfig } from '@pharos/core/config';
import { expect, it } from 'vitest';
import { notifierConfig } from '../../config.ts';
import { isPublic, reachOf } from './private-networks.ts';

const { WEBHOOK_PRIVATE_NETWORKS } = notifierConfig;
const read = (text?: string) => readConfig({ WEBHOOK_PRIVATE_NETWORKS }, { WEBHOOK_PRIVATE_NETWORKS: text }).WEBHOOK_PRIVATE_NETWORKS;

it('networks are listed with a comma between them, and none is opened by itself', () => {
  expect(read()).toEqual([]);
  expect(read('10.1.0.0/16, fd12:3456::/48,127.0.0.0/8')).toEqual(['10.1.0.0/16', 'fd12:3456::/48', '127.0.0.0/8']);
});

it.each([
  ['10.1.0.0', 'is not a network like 10.1.0.0/16'],
  ['10.1.0.0/33', 'is not a network like 10.1.0.0/16'],
  ['intranet', 'is not a network like 10.1.0.0/16'],
  ['8.8.8.0/24', 'is not a private network'],
  ['0.0.0.0/0', 'is not a private network'],
  ['::/0', 'is not a private network'],
  ['64:ff9b::/96', 'is not a private network'],
  ['169.254.169.254/32', 'webhooks never go there'],
  ['169.254.0.0/16', 'webhooks never go there'],
  ['fd00:ec2::254/128', 'webhooks never go there'],
  ['100.100.100.200/32', 'webhooks never go there'],
])('%s is refused when the process starts, and it is said why', (network, why) => {
  expect(() => read(`10.2.0.0/16,${network}`)).toThrow(new RegExp(`WEBHOOK_PRIVATE_NETWORKS .*"${network}".*${why}`));
});

it('an opened network is reached however its addresses are written, its neighbours are not', () => {
  const mayReach = reachOf(['10.1.0.0/16', 'fd12:3456::/48']);
  expect(['10.1.2.3', '::ffff:10.1.2.3', 'fd12:3456:0:1::9'].map(mayReach)).toEqual([true, true, true]);
  expect(['10.2.0.1', '::ffff:10.2.0.1', 'fd12:3457::1', '127.0.0.1', '64:ff9b::a01:203', 'nothing'].filter(mayReach)).toEqual([]);
});

it('what a cloud tells its machines is reached by nobody, whatever network is opened', () => {
  const mayReach = reachOf(['10.0.0.0/8', '100.64.0.0/10', 'fc00::/7', '169.254.0.0/16', '0.0.0.0/0', '::/0']);
  const metadata = ['169.254.169.254', '169.254.170.2', '::ffff:169.254.169.254', '64:ff9b::a9fe:a9fe', 'fd00:ec2::254', 'fd20:ce::254'];
  const others = ['100.100.100.200', '168.63.129.16', '192.0.0.192', 'fe80::1'];
  expect([...metadata, ...others].filter((address) => mayReach(address) || isPublic(address))).toEqual([]);
  expect(['10.0.0.1', '100.100.100.201', 'fd00:ec3::1'].map(mayReach)).toEqual([true, true, true]);
});
