import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Agent, buildConnector } from 'undici';

export interface GuardOptions {
  /** Only for the lab: lets messages go to this machine, over plain HTTP and to any port. */
  allowsLoopback: boolean;
  connectMs: number;
  perHostMax: number;
}

/** Somebody gave us an address that leads into our own network. */
export class BlockedAddress extends Error {
  readonly code = 'BLOCKED_ADDRESS';
}

/**
 * Connects only to the public internet. The name is resolved here and each address is judged; a literal address is judged
 * too (resolvers are never asked about those), and so is the far end of the connection that came to stand.
 */
export function createGuardedAgent({ allowsLoopback, connectMs, perHostMax }: GuardOptions): Agent {
  const judge = (address: string) => isPublic(address) || (allowsLoopback && isLoopback(address));
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

/** What is wrong with an address for webhooks, if anything. */
export function webhookUrlTrouble(text: string, allowsLoopback: boolean): string | undefined {
  if (!URL.canParse(text)) return 'not a URL';
  const url = new URL(text);
  if (url.username || url.password) return 'holds a password';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (allowsLoopback && url.protocol === 'http:' && (host === 'localhost' || (isIP(host) && isLoopback(host)))) return undefined;
  if (url.protocol !== 'https:') return 'not https';
  if (!ports.has(url.port)) return `port ${url.port}`;
  if (isIP(host) && !isPublic(host)) return 'not a public address';
  return undefined;
}

/** Out in the internet, and nothing that stands for an address inside: no mapped, translated, private or shared range. */
export function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
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
