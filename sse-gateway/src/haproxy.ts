import { loadFactor } from '@pharos/core/ring';

/**
 * The same kind of placement for those who balance with HAProxy in place of the edge: consistent hashing over the page in the path,
 * with bounded loads. Not the same gateways: HAProxy hashes by a function of its own. `gateways` are `name=host:port`.
 */
export function haproxyConfig(gateways: { name: string; address: string }[]): string {
  return `# Readers of one page on few gateways, no gateway above ${loadFactor} times the mean.
# In place of the edge's 307, not beside it: HAProxy hashes in its own way, and would send a page's readers to other gateways than
# the edge does. A gateway that joins is sent its readers once more by the others; they come back through here, and stay where this says.
defaults
  mode http
  timeout connect 2s
  timeout client 60s   # a heartbeat comes each 15 s
  timeout server 60s
  timeout tunnel 24h

frontend live
  bind :8080
  maxconn 1000000
  default_backend gateways

backend gateways
  balance hash path,field(3,/)
  hash-type consistent
  hash-balance-factor ${Math.round(loadFactor * 100)}
  option redispatch
  retries 2
  # A gateway that drains says so on its admin port (9400), and gets no new readers.
  option httpchk GET /readyz
  default-server check port 9400 inter 1s fall 2 rise 2 maxconn 250000
${gateways.map(({ name, address }) => `  server ${name} ${address}`).join('\n')}
`;
}
