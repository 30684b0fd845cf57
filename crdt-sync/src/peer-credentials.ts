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
  REGION_NUMBER: number;
  PEERS: { region: string; number: number }[];
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
  requireOthers(config);
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

/** Two under one name or number would write into each other's places. */
function requireOthers({ REGION, REGION_NUMBER, PEERS }: PeerConfig): void {
  const known = [{ region: REGION, number: REGION_NUMBER }];
  for (const { region, number } of PEERS) {
    if (region === REGION) throw new Problem('invalid', `PEERS names ${region}, which is this region: leave it out`);
    const other = known.find((each) => each.region === region || each.number === number);
    if (other?.region === region) throw new Problem('invalid', `PEERS names ${region} twice`);
    if (other) throw new Problem('invalid', `PEERS gives ${region} the number ${number}, which is that of ${other.region}`);
    known.push({ region, number });
  }
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
