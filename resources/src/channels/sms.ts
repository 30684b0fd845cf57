import type { AddressKind } from './address-kind.ts';

const normal = (address: string) => address.replaceAll(/[\s().-]/g, '').replace(/^00/, '+');

export const smsAddress: AddressKind = {
  fault: (address) =>
    /^\+[1-9]\d{6,14}$/.test(normal(address)) ? undefined : 'is not a phone number with country code, like +491701234567',
  normal,
  shown: (address) => address,
  column: 'phone',
  example: '+49 170 1234567',
  turn: () => '', // counted for all pages
  neighboursMax: () => 10, // numbers that differ in the last four digits: who pumps SMS has a range of them
};
