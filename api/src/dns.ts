import { Resolver } from 'node:dns/promises';
import type { ResolveTxt } from './claims.ts';

// Whoever claims a domain waits for its name server so long, and is told to come again.
const limits = { timeout: 1_500, tries: 2 };

/** The DNS as the machine knows it. A name that is not there, or whose server does not answer, says nothing. */
export function systemTxt(): ResolveTxt {
  const resolver = new Resolver(limits);
  return (name) => resolver.resolveTxt(name).catch(() => []);
}
