export interface LimitOptions {
  /** Readers of this gateway, of one address (an IPv6 /64 counts as one), of one page. */
  readersMax: number;
  readersPerAddressMax: number;
  readersPerPageMax: number;
}

export interface Limits {
  /** A place for one more reader: its tag, to be given back; or which limit is reached. */
  take(address: string, page: string): { tag: number } | { full: 'gateway' | 'address' | 'page' };
  giveBack(tag: number, page: string): void;
  readers(): number;
}

/** Counts readers. An address has a small number while it has readers, so that a reader remembers four bytes and not a text. */
export function createLimits(options: LimitOptions): Limits {
  const tags = new Map<string, number>();
  const holders: { name: string; count: number }[] = [];
  const free: number[] = [];
  const pages = new Map<string, number>();
  let readers = 0;

  return {
    readers: () => readers,
    take: (address, page) => {
      const name = network(address);
      const known = tags.get(name);
      const onPage = pages.get(page) ?? 0;
      if (readers >= options.readersMax) return { full: 'gateway' };
      if (known !== undefined && holders[known]!.count >= options.readersPerAddressMax) return { full: 'address' };
      if (onPage >= options.readersPerPageMax) return { full: 'page' };
      const tag = known ?? free.pop() ?? holders.length;
      if (known === undefined) {
        tags.set(name, tag);
        holders[tag] = { name, count: 0 };
      }
      holders[tag]!.count++;
      pages.set(page, onPage + 1);
      readers++;
      return { tag };
    },
    giveBack: (tag, page) => {
      const holder = holders[tag]!;
      readers--;
      const onPage = (pages.get(page) ?? 1) - 1;
      if (onPage > 0) pages.set(page, onPage);
      else pages.delete(page);
      if (--holder.count > 0) return;
      tags.delete(holder.name);
      free.push(tag);
    },
  };
}

/** An IPv4 address as it is; of an IPv6 address the first 64 bits, because one household owns all of the rest. */
export function network(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return mapped[1]!;
  if (!address.includes(':')) return address;
  const [left = '', right] = address.split('%')[0]!.toLowerCase().split('::');
  const head = left.split(':').filter(Boolean);
  const tail = right?.split(':').filter(Boolean) ?? [];
  const groups = right === undefined ? head : [...head, ...Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0'), ...tail];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
