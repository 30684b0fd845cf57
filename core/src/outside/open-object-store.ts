import { fileURLToPath } from 'node:url';
import { openFileStore } from './object-store-files.ts';
import type { ObjectStore } from './object-store.ts';

export interface ObjectStoreAddress {
  /** `file:///folder` or `s3://bucket/prefix`. */
  url: string;
  region: string;
  endpoint?: string | undefined;
  accessKeyId?: string | undefined;
  secretAccessKey?: string | undefined;
}

/** The store at an address. The SDK is loaded only where S3 is meant. */
export async function openObjectStore({ url, region, endpoint, accessKeyId, secretAccessKey }: ObjectStoreAddress): Promise<ObjectStore> {
  const { protocol, hostname, pathname } = new URL(url);
  if (protocol === 'file:') return openFileStore(fileURLToPath(url));
  const { openS3Store } = await import('./object-store-s3.ts');
  const path = pathname.replace(/^\/+|\/+$/g, '');
  return openS3Store({
    bucket: hostname,
    prefix: path === '' ? '' : `${path}/`,
    region,
    endpoint,
    credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined,
  });
}
