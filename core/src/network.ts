import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';

/** A network as `192.0.2.0/24` or `2001:db8::/32`, or one address. */
export const Network = z
  .string()
  .max(50)
  .refine((text) => partsOf(text) !== undefined, 'must be a network like 192.0.2.0/24 or 2001:db8::/32');

/** Whom an address counts as: an IPv4 address is one customer, of IPv6 a customer has a whole /64. */
export function customerOf(address: string): string {
  return groupsOf(address)?.slice(0, 4).join(':') ?? ipv4Of(address) ?? address;
}

/** The neighbourhood of an address, /24 or /48: what one provider hands to one rented machine or one company. */
export function networkOf(address: string): string {
  const groups = groupsOf(address);
  if (groups) return groups.slice(0, 3).join(':');
  return ipv4Of(address)?.split('.').slice(0, 3).join('.') ?? address;
}

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

// A server that listens on both sees IPv4 as `::ffff:192.0.2.1`.
function ipv4Of(address: string): string | undefined {
  const bare = address.replace(/^::ffff:/i, '');
  return isIPv4(bare) ? bare : undefined;
}

/** The eight groups, however it was written; undefined: not IPv6. */
function groupsOf(address: string): string[] | undefined {
  const bare = address.split('%')[0]!;
  if (!isIPv6(bare) || ipv4Of(bare)) return undefined;
  const [head = '', tail] = new URL(`http://[${bare}]`).hostname.slice(1, -1).split('::');
  const before = head.split(':').filter(Boolean);
  const after = tail?.split(':').filter(Boolean) ?? [];
  return [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
}
