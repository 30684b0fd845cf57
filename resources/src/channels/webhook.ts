import type { AddressKind } from './address-kind.ts';

export const webhookAddress: AddressKind = {
  fault: (address) => (isHttp(address) ? undefined : 'is not an http or https address'),
  normal: (address) => (isHttp(address) ? new URL(address).href : address),
  shown: (address) => address,
  column: 'webhook',
  example: 'https://example.com/hook',
  turn: (address) => new URL(address).host,
  neighboursMax: () => 20,
};

function isHttp(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password } = new URL(address);
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '';
}
