const part = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ipv4 = new RegExp(`^(?:${part}\\.){3}${part}$`);

// By what every runtime has: an edge that runs on workers knows nothing of Node.
export function isIpv4(text: string): boolean {
  return ipv4.test(text);
}

/** Without a zone. */
export function isIpv6(text: string): boolean {
  return text.includes(':') && /^[0-9a-fA-F:.]+$/.test(text) && URL.canParse(`http://[${text}]`);
}

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

// A server that listens on both sees IPv4 as `::ffff:192.0.2.1`.
export function ipv4Of(address: string): string | undefined {
  const bare = address.replace(/^::ffff:/i, '');
  return isIpv4(bare) ? bare : undefined;
}

/** The eight groups, however it was written; undefined: not IPv6. */
function groupsOf(address: string): string[] | undefined {
  const bare = address.split('%')[0]!;
  if (!isIpv6(bare) || ipv4Of(bare)) return undefined;
  const [head = '', tail] = new URL(`http://[${bare}]`).hostname.slice(1, -1).split('::');
  const before = head.split(':').filter(Boolean);
  const after = tail?.split(':').filter(Boolean) ?? [];
  return [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
}
