export { createWriter, type Writer, type WriteOptions, type WriterOptions, type Written } from './write/writer.ts';
export { orderAfter, orderBetween } from '@pharos/resources/component/fractional-order';
export {
  countComponents,
  missingComponents,
  readClaims,
  readPage,
  readPageByHost,
  readPageBySlug,
  readPages,
  readComponents,
} from './read/pages.ts';
export { readIncident, readIncidents, readUpdateBytes, readMaintenance, readMaintenances } from './read/incidents.ts';
export { readPostmortem, type Postmortem } from './read/postmortem.ts';
export { readApiKey, readApiKeyOf, readApiKeys, readSubscriptions, type ApiKey, type Subscription } from './read/access.ts';
export { countSignUps, readSmsCountries, type SignUp, type SignUpCounts } from './read/sign-ups.ts';
export { countRecords, readRecord, readRecords, type StoredRecord } from './read/records.ts';
export { readMeshStatus, type MeshStatus, type PeerStatus } from './read/mesh-status.ts';
export { readDigest, type Digest } from './mesh/digest.ts';
export type { List, Slice } from './read/keyset.ts';
export { migrationsFolder } from './migrations.ts';
