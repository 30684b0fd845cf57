import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { isPublic, type MayReach } from './private-networks.ts';

export interface GuardOptions {
  /** The operator's own networks, which are reached although they are not public. */
  mayReach: MayReach;
  connectMs: number;
  perHostMax: number;
}

/** Somebody gave us an address that leads into our own network. */
export class BlockedAddress extends Error {
  readonly code = 'BLOCKED_ADDRESS';
}

/** Was a call held back because of where it led? */
export function isBlocked(error: unknown): boolean {
  return error instanceof BlockedAddress || (error as { cause?: unknown }).cause instanceof BlockedAddress;
}

/**
 * Connects only to the public internet, and to the networks that the operator has opened. The name is resolved here and each address is judged; a literal address is judged
 * too (resolvers are never asked about those), and so is the far end of the connection that came to stand.
 */
export function createGuardedAgent({ mayReach, connectMs, perHostMax }: GuardOptions): Agent {
  const judge = (address: string) => isPublic(address) || mayReach(address);
  const connector = buildConnector({ timeout: connectMs, lookup: guardedLookup(judge) });
  return new Agent({
    connections: perHostMax,
    headersTimeout: 0, // one limit for the whole call, set by the caller
    bodyTimeout: 0,
    maxResponseSize: 64 * 1024,
    connect: (options, callback) => {
      const host = options.hostname.replace(/^\[|\]$/g, '');
      if (isIP(host) && !judge(host)) return callback(new BlockedAddress(`${host} is not a public address`), null);
      connector(options, (error, socket) => {
        if (error || !socket) return callback(error ?? new Error('no socket'), null);
        if (socket.remoteAddress && judge(socket.remoteAddress)) return callback(null, socket);
        socket.destroy();
        callback(new BlockedAddress('the connection led to an address that is not public'), null);
      });
    },
  });
}

// Where a receiver may listen: the ports that are never something else inside a network.
const ports = new Set(['', '443', '8443']);

/** What is wrong with an address for webhooks, if anything. Plain HTTP and any port are for a number in an opened network: what a name leads to is not known yet. */
export function webhookUrlTrouble(text: string, mayReach: MayReach): string | undefined {
  if (!URL.canParse(text)) return 'not a URL';
  const url = new URL(text);
  if (url.username || url.password) return 'holds a password';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) && mayReach(host) && (url.protocol === 'http:' || url.protocol === 'https:')) return undefined;
  if (url.protocol !== 'https:') return 'not https';
  if (!ports.has(url.port)) return `port ${url.port}`;
  if (isIP(host) && !isPublic(host)) return 'not a public address';
  return undefined;
}

type LookupDone = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

function guardedLookup(judge: (address: string) => boolean) {
  return (hostname: string, options: LookupOptions, done: LookupDone) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, []);
      const good = addresses.filter(({ address }) => judge(address));
      if (good.length === 0) return done(new BlockedAddress(`${hostname} leads to no public address`), []);
      if (options.all) return done(null, good);
      done(null, good[0]!.address, good[0]!.family);
    });
  };
}
