import { readFileSync } from 'node:fs';
import type { NatsOptions } from '@pharos/core/outside/bus-nats';
import { natsConnection } from '@pharos/core/outside/nats-credentials';
import { Problem } from '@pharos/core/problem';
import { z } from 'zod';

const Credentials = z.strictObject({
  user: z.string().optional(),
  password: z.string().optional(),
  caFile: z.string().optional(),
  certFile: z.string().optional(),
  keyFile: z.string().optional(),
});
const PerPeer = z.record(z.string(), Credentials);

interface PeerConfig {
  REGION: string;
  PEERS: { region: string }[];
  PEER_USER?: string | undefined;
  PEER_PASSWORD?: string | undefined;
  PEER_CA_FILE?: string | undefined;
  PEER_CERT_FILE?: string | undefined;
  PEER_KEY_FILE?: string | undefined;
  PEER_CREDENTIALS_FILE?: string | undefined;
}

/**
 * Who this region is to each peer's NATS: what the file says of that peer, over what is the same for all. Answers come to an
 * inbox of this region's own, so that a peer need not let us listen to anybody else's.
 */
export function readPeerConnections(config: PeerConfig): (region: string) => NonNullable<NatsOptions['connection']> {
  const common = {
    user: config.PEER_USER,
    password: config.PEER_PASSWORD,
    caFile: config.PEER_CA_FILE,
    certFile: config.PEER_CERT_FILE,
    keyFile: config.PEER_KEY_FILE,
  };
  const perPeer = config.PEER_CREDENTIALS_FILE === undefined ? {} : readFile(config.PEER_CREDENTIALS_FILE);
  const unknown = Object.keys(perPeer).find((name) => !config.PEERS.some(({ region }) => region === name));
  if (unknown !== undefined) throw new Problem('invalid', `PEER_CREDENTIALS_FILE names ${unknown}, which is not in PEERS`);
  return (region) => ({ ...natsConnection({ ...common, ...perPeer[region] }), inboxPrefix: inboxOf(config.REGION) });
}

export function inboxOf(region: string): string {
  return `_INBOX.${region}`;
}

function readFile(path: string): z.infer<typeof PerPeer> {
  try {
    return PerPeer.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error).replaceAll('\n', ' ') : (error as Error).message;
    throw new Problem('invalid', `PEER_CREDENTIALS_FILE cannot be read: ${why}`);
  }
}
