import type { AddressKind } from './address-kind.ts';

const normal = (address: string) => address.replaceAll(/[\s().-]/g, '').replace(/^00/, '+');

export const smsAddress: AddressKind = {
  fault: (address) =>
    /^\+[1-9]\d{6,14}$/.test(normal(address)) ? undefined : 'is not a phone number with country code, like +491701234567',
  normal,
  column: 'phone',
  turn: () => '', // counted for all pages
};
