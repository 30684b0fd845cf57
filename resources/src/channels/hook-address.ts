import type { AddressKind } from './address-kind.ts';

/** A vendor of chat, by whose webhooks messages come into a room. Who knows such an address may write there: it is a secret. */
export interface HookVendor {
  brand: string;
  column: string;
  example: string;
  /** The hosts at which the vendor has its webhooks, and nobody else anything. */
  hosts: RegExp;
  path: RegExp;
  /** What of the query belongs to the address; `needed`: without it nothing is taken there. */
  query?: { needed: readonly string[]; kept: 'all' | readonly string[] };
  /** Where the same is found at several hosts or paths: the one that is kept. */
  moved?(url: URL): void;
  /** Which part of it nobody is shown again. */
  secret(url: URL): string;
}

// Enough to tell one hook from another, and to no use for anything else.
const tailChars = 4;

/** Addresses of one vendor's webhooks: at the vendor's own hosts only, so that none of them leads anywhere else. */
export function hookAddress(vendor: HookVendor): AddressKind {
  const { brand, column, example, query = { needed: [], kept: [] } } = vendor;
  const isVendors = (url: URL, standIns: readonly string[]) =>
    (url.protocol === 'https:' && url.port === '' && vendor.hosts.test(url.hostname)) || standIns.includes(url.origin);

  return {
    isSecret: true,
    brand,
    column,
    example,
    fault: (address, standIns = []) => {
      const url = urlOf(address);
      const isTaken =
        url !== undefined &&
        isVendors(url, standIns) &&
        url.username === '' &&
        url.password === '' &&
        vendor.path.test(url.pathname) &&
        query.needed.every((name) => (url.searchParams.get(name) ?? '') !== '');
      return isTaken ? undefined : `is not a webhook of ${brand}, like ${example}`;
    },
    normal: (address) => {
      const url = urlOf(address);
      if (!url) return address;
      url.hash = '';
      vendor.moved?.(url);
      const { kept } = query;
      const foreign = kept === 'all' ? [] : Array.from(url.searchParams.keys()).filter((name) => !kept.includes(name));
      for (const name of foreign) url.searchParams.delete(name);
      return url.href;
    },
    shown: (address) => {
      const url = urlOf(address);
      if (!url) return '';
      const path = url.pathname.split('/').filter((part) => part !== vendor.secret(url));
      return `${url.origin}${path.join('/').slice(0, shownMax)}/…${vendor.secret(url).slice(-tailChars)}`;
    },
    turn: (address) => address,
    neighboursMax: () => Infinity,
  };
}

// Paths of some vendors are long, and say nothing to people.
const shownMax = 60;

function urlOf(address: string): URL | undefined {
  const text = address.trim();
  return URL.canParse(text) ? new URL(text) : undefined;
}
