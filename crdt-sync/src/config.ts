import { natsConfig, postgresConfig } from '@pharos/core/config';
import { z } from 'zod';
import { archiveConfig } from './archive/archive-config.ts';

// Three to seven regions: more peers than this is a mistake in the list.
const peersMax = 10;

/** `eu=2@nats://host:4222`: a region's short name, its number, and the address of its NATS. */
const Peer = z.string().regex(/^[a-z][a-z0-9-]{0,15}=\d{1,2}@(nats|tls):\/\/\S+$/, 'must be name=number@nats://host:port');

export const syncConfig = {
  ...postgresConfig,
  ...natsConfig,
  PEERS: z
    .string()
    .default('')
    .transform((text) => text.split(/\s+/).filter(Boolean))
    .pipe(z.array(Peer).max(peersMax))
    .transform((peers) => peers.map(parsePeer))
    .describe('The other regions, with spaces between: `eu=2@nats://host:4222 ap=3@tls://host:4222`'),
  ...archiveConfig,
  PEER_USER: z.string().optional().describe('User for the peers’ NATS; it may only subscribe and ask there'),
  PEER_PASSWORD: z.string().optional().describe('Its password'),
  PEER_CA_FILE: z.string().optional().describe('PEM file of the authority that signed the peers’ certificates; with it, TLS is required'),
  PEER_CERT_FILE: z.string().optional().describe('PEM file of our own certificate, where peers ask for one'),
  PEER_KEY_FILE: z.string().optional().describe('PEM file of the key of that certificate'),
  PEER_CREDENTIALS_FILE: z
    .string()
    .optional()
    .describe('JSON file for what differs from peer to peer: `{"eu": {"user", "password", "caFile", "certFile", "keyFile"}}`'),
};

export interface PeerAddress {
  region: string;
  number: number;
  url: string;
}

function parsePeer(text: string): PeerAddress {
  const [, region, number, url] = /^([^=]+)=(\d+)@(.+)$/.exec(text)!;
  return { region: region!, number: Number(number), url: url! };
}
