import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** Says of an address whether webhooks may go there although it is not public. */
export type MayReach = (address: string) => boolean;

// What an operator can open: addresses that people give to machines of their own. Ranges that stand for something else stay shut.
const openable = new Set(['private', 'loopback', 'uniqueLocal', 'carrierGradeNat']);

// Where clouds answer a machine's questions about itself, its passwords among the answers. Nobody receives webhooks there.
const metadata = [
  '169.254.0.0/16', // AWS, Google, Azure, Oracle, DigitalOcean, and whatever else is on the link
  '168.63.129.16/32', // Azure, at an address that looks like a public one
  '100.100.100.200/32', // Alibaba
  '192.0.0.192/32', // Oracle
  'fe80::/10',
  'fd00:ec2::/32', // AWS
  'fd20:ce::/32', // Google
].map((network) => ipaddr.parseCIDR(network));

const networksMax = 100;

/** Networks as a variable lists them, comma between them; each is checked when the process starts. */
export const privateNetworks = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((each) => each.trim() || []))
  .pipe(z.array(z.string().superRefine((network, context) => report(networkTrouble(network), context))).max(networksMax));

/** Addresses in these networks, however they are written; none at which a cloud tells of its machines. */
export function reachOf(networks: string[]): MayReach {
  const ranges = networks.map((network) => ipaddr.parseCIDR(network));
  return (text) => {
    const address = parsed(text);
    return address !== undefined && openable.has(address.range()) && isIn(address, ranges) && !isIn(address, metadata);
  };
}

/** Out in the internet, and nothing that stands for an address inside: no mapped, translated, private or shared range. */
export function isPublic(text: string): boolean {
  const address = parsed(text);
  return address?.range() === 'unicast' && !isIn(address, metadata);
}

function networkTrouble(network: string): string | undefined {
  if (!ipaddr.isValidCIDR(network)) return `"${network}" is not a network like 10.1.0.0/16`;
  const [address] = ipaddr.parseCIDR(network);
  if (isIn(address, metadata)) return `"${network}" is where a cloud keeps what its machines may know: webhooks never go there`;
  if (!openable.has(address.range())) return `"${network}" is not a private network`;
  return undefined;
}

function report(message: string | undefined, context: z.RefinementCtx): void {
  if (message !== undefined) context.addIssue({ code: 'custom', message });
}

function parsed(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  return ipaddr.isValid(text) ? ipaddr.process(text) : undefined;
}

function isIn(address: ipaddr.IPv4 | ipaddr.IPv6, networks: [ipaddr.IPv4 | ipaddr.IPv6, number][]): boolean {
  return networks.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
}
