import { z } from 'zod';
import type { AddressKind } from './address-kind.ts';

const lettersMax = 254;

export const emailAddress: AddressKind = {
  fault: (address) => (z.email().max(lettersMax).safeParse(address.trim()).success ? undefined : 'is not an email address'),
  // The part before the @ may know its capitals.
  normal: (address) => {
    const trimmed = address.trim();
    const at = trimmed.lastIndexOf('@');
    return trimmed.slice(0, at) + trimmed.slice(at).toLowerCase();
  },
  shown: (address) => address,
  column: 'email',
  example: 'you@example.com',
  turn: (address) => `${address.slice(address.lastIndexOf('@')).toLowerCase()} ${address.replaceAll('.', '').slice(0, 1).toLowerCase()}`,
  neighboursMax: () => Infinity,
};
