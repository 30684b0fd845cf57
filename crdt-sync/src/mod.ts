export { createWriter, type Writer, type WriteOptions, type WriterOptions, type Written } from './write/writer.ts';
export { orderAfter, orderBetween } from '@pharos/resources/component/fractional-order';
export { readPostmortem, type Postmortem } from './read/postmortem.ts';
export { readMeshStatus, type MeshStatus, type PeerStatus } from './read/mesh-status.ts';
export { readDigest, type Digest } from './mesh/digest.ts';
