export interface LimitOptions {
  /** Readers of this gateway, of one address (an IPv6 /64 counts as one), of one page. */
  readersMax: number;
  readersPerAddressMax: number;
  readersPerPageMax: number;
}

export interface Limits {
  /** A place for one more reader: its tag, to be given back; or which limit is reached. */
  take(address: string, page: string): { tag: number } | { full: 'gateway' | 'address' | 'page' };
  /** The same for a reader who has been served elsewhere until now, whatever the limits say. */
  adopt(address: string, page: string): number;
  /** The address behind a tag, as it is counted. */
  addressOf(tag: number): string | undefined;
  /** Another tag for the same place, that no other reader has. */
  alone(tag: number): number;
  giveBack(tag: number, page: string): void;
  readers(): number;
  /** Pages, and how many readers each has. */
  pages(): Iterable<[page: string, readers: number]>;
}

interface Holder {
  name: string;
  tag: number;
  count: number;
}

/** Counts readers. An address has a small number while it has readers, so that a reader remembers four bytes and not a text. */
export function createLimits(options: LimitOptions): Limits {
  const holderOf = new Map<string, Holder>();
  const holders: Holder[] = [];
  const free: number[] = [];
  const pages = new Map<string, number>();
  let readers = 0;
  const newTag = () => free.pop() ?? holders.length;

  const place = (name: string, page: string): number => {
    let holder = holderOf.get(name);
    if (!holder) {
      holder = { name, tag: newTag(), count: 0 };
      holderOf.set(name, holder);
      holders[holder.tag] = holder;
    }
    holder.count++;
    pages.set(page, (pages.get(page) ?? 0) + 1);
    readers++;
    return holder.tag;
  };

  return {
    readers: () => readers,
    pages: () => pages,
    adopt: (address, page) => place(network(address), page),
    addressOf: (tag) => holders[tag]?.name,
    take: (address, page) => {
      const name = network(address);
      const known = holderOf.get(name);
      if (readers >= options.readersMax) return { full: 'gateway' };
      if (known && known.count >= options.readersPerAddressMax) return { full: 'address' };
      if ((pages.get(page) ?? 0) >= options.readersPerPageMax) return { full: 'page' };
      return { tag: place(name, page) };
    },
    alone: (tag) => {
      const own = newTag();
      holders[own] = holders[tag]!;
      return own;
    },
    giveBack: (tag, page) => {
      const holder = holders[tag]!;
      readers--;
      const onPage = (pages.get(page) ?? 1) - 1;
      if (onPage > 0) pages.set(page, onPage);
      else pages.delete(page);
      if (holder.tag !== tag) free.push(tag);
      if (--holder.count > 0) return;
      holderOf.delete(holder.name);
      free.push(holder.tag);
    },
  };
}

/** An IPv4 address as it is; of an IPv6 address the first 64 bits, because one household owns all of the rest. */
export function network(written: string): string {
  const address = withoutPort(written);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return mapped[1]!;
  if (!address.includes(':') || address.endsWith('::/64')) return address;
  const [left = '', right] = address.split('%')[0]!.toLowerCase().split('::');
  const head = left.split(':').filter(Boolean);
  const tail = right?.split(':').filter(Boolean) ?? [];
  const groups = right === undefined ? head : [...head, ...Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0'), ...tail];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

/** Some proxies write the visitor's port behind the address: `192.0.2.7:5678`, `[2001:db8::1]:443`. */
function withoutPort(written: string): string {
  return /^\[([^\]]*)\](?::\d+)?$/.exec(written)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(written)?.[1] ?? written;
}
