import type { AddressKind } from './address-kind.ts';

// What a browser gives: a point of the curve and sixteen bytes, as RFC 8291 has them.
const keys = /^#[A-Za-z0-9_-]{87}\.[A-Za-z0-9_-]{22}$/;
const ports = new Set(['', '443', '8443']);
// Where the browsers of nearly everybody are told. Elsewhere nobody knows whose host it is: few are asked there in a day, as of a webhook's.
const services = /^(?:fcm\.googleapis\.com|(?:.+\.)?push\.services\.mozilla\.com|(?:.+\.)?push\.apple\.com|(?:.+\.)?notify\.windows\.com)$/;
// As much of the address as tells one browser from another.
const tailChars = 4;

/**
 * A browser: where its vendor takes messages for it, and behind `#` the keys by which it alone can read them. Nobody types such an
 * address in, and whoever has it may fill a stranger's screen: it is a secret.
 */
export const webPushAddress: AddressKind = {
  isSecret: true,
  isMadeByBrowser: true,
  column: 'webpush',
  example: '',
  fault: (address, standIns = []) => {
    const url = urlOf(address);
    const isAtService =
      url !== undefined &&
      url.username === '' &&
      url.password === '' &&
      ((url.protocol === 'https:' && ports.has(url.port)) || standIns.includes(url.origin));
    return isAtService && url.pathname.length > 1 && keys.test(url.hash) ? undefined : 'is not what a browser gives to be sent messages';
  },
  normal: (address) => urlOf(address)?.href ?? address,
  shown: (address) => {
    const url = urlOf(address);
    return url ? `${url.origin}/…${url.pathname.slice(-tailChars)}` : '';
  },
  turn: (address) => (isOfService(address) ? address : (urlOf(address)?.host ?? '')),
  neighboursMax: (address) => (isOfService(address) ? Infinity : 20),
};

function isOfService(address: string): boolean {
  return services.test(urlOf(address)?.hostname ?? '');
}

function urlOf(address: string): URL | undefined {
  const text = address.trim();
  return URL.canParse(text) ? new URL(text) : undefined;
}
