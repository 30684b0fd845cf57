import files from 'pharos:client-files';
import { createWorker } from './worker.ts';

export default createWorker({ readClient: (path) => files[path]! });
