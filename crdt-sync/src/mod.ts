export { createWriter, type Writer, type Written } from './write/writer.ts';
export { readStates, type ExpectedStates } from './write/expected-states.ts';
export { readPostmortem } from './read/postmortem.ts';
export { readMeshStatus } from './read/mesh-status.ts';
export { readDigest } from './mesh/digest.ts';
export { readDocuments, type ReadDocument } from './read/documents.ts';
