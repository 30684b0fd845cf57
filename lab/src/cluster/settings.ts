import { join } from 'node:path';
import { host } from '../host.ts';

/** The ports of one node. What others reach are doors of the lab, that a drill can shut; what listens is behind them. */
export interface NodePorts {
  postgres: number;
  postgresDoor: number;
  rest: number;
  restDoor: number;
  etcd: number;
  etcdDoor: number;
  etcdPeer: number;
}

export interface NodeOptions {
  cluster: string;
  name: string;
  dir: string;
  bin: string;
  ports: NodePorts;
  /** All nodes of the cluster, this one among them. */
  peers: readonly { name: string; ports: NodePorts }[];
}

/** Where a node keeps its database: a folder of its own, so that a drill can make it a small disk. */
export function volumeDir({ dir }: Pick<NodeOptions, 'dir'>): string {
  return join(dir, 'volume');
}
export function dataDir(node: Pick<NodeOptions, 'dir'>): string {
  return join(volumeDir(node), 'data');
}

/** What the templates of `deploy/patroni` are filled in with: three small servers on one machine that trust each other. */
export function settingsOf(node: NodeOptions): Record<string, string> {
  const { cluster, name, dir, bin, ports, peers } = node;
  const peerUrl = (peer: { ports: NodePorts }) => `http://${host}:${peer.ports.etcdPeer}`;
  return {
    CLUSTER: cluster,
    NODE: name,
    REST_LISTEN: `${host}:${ports.rest}`,
    REST_ADDRESS: `${host}:${ports.restDoor}`,
    ETCD_HOSTS: `${host}:${ports.etcdDoor}`,
    ETCD_CLUSTER: peers.map((peer) => `${peer.name}=${peerUrl(peer)}`).join(','),
    ETCD_CLIENT_URL: `http://${host}:${ports.etcd}`,
    ETCD_PEER_URL: peerUrl(node),
    ETCD_DATA_DIR: join(dir, 'etcd'),
    POSTGRES_LISTEN: `${host}:${ports.postgres}`,
    POSTGRES_ADDRESS: `${host}:${ports.postgresDoor}`,
    POSTGRES_BIN: bin,
    POSTGRES_PASSWORD: 'lab',
    REPLICATOR_PASSWORD: 'lab',
    DATA_DIR: dataDir(node),
    PGPASS: join(dir, 'pgpass'),
    SOCKET_DIR: dir,
    NETWORK: '127.0.0.0/8',
    NETWORK_AUTH: 'trust',
    LOCAL_AUTH: 'trust',
    SHARED_BUFFERS: '64MB',
    // A drill makes the disk small: its log must fit.
    MAX_WAL_SIZE: '96MB',
    WAL_KEEP_SIZE: '48MB',
  };
}
