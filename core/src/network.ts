import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';
import { ipv4Of } from './ip.ts';

/** A network as `192.0.2.0/24` or `2001:db8::/32`, or one address. */
export const Network = z
  .string()
  .max(50)
  .refine((text) => partsOf(text) !== undefined, 'must be a network like 192.0.2.0/24 or 2001:db8::/32');

/** Does this address lie in one of these networks? What is no network holds nobody. */
export function isInNetworks(address: string, networks: readonly string[]): boolean {
  const bare = ipv4Of(address) ?? address.split('%')[0]!;
  if (!isIPv4(bare) && !isIPv6(bare)) return false;
  const list = new BlockList();
  for (const network of networks) {
    const parts = partsOf(network);
    if (parts) list.addSubnet(parts.address, parts.bits, parts.family);
  }
  return list.check(bare, isIPv4(bare) ? 'ipv4' : 'ipv6');
}

function partsOf(network: string): { address: string; bits: number; family: 'ipv4' | 'ipv6' } | undefined {
  const [, address = '', bits] = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/.exec(network) ?? [];
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : undefined;
  const most = family === 'ipv4' ? 32 : 128;
  if (family === undefined || Number(bits ?? most) > most) return undefined;
  return { address, bits: Number(bits ?? most), family };
}
