import { crc32 } from 'node:zlib';
import { encodeVersion, type Version } from '@pharos/core/version';
import type { Answer } from './answer.ts';

/**
 * Where the region's cache has an answer. The version is part of the name: whoever wrote it late wrote it under the old name, where
 * nobody looks who knows of a newer version. The first word changes whenever the way it is stored does.
 */
export function storedName(page: string, name: string, version: Version): string {
  return `api1:${page}:${encodeVersion(version)}:${name}`;
}

/** One line that says what it is, and the bytes. */
export function toStored({ bytes, etag, isPublic }: Answer): Uint8Array {
  return Buffer.concat([Buffer.from(`${isPublic ? 1 : 0} ${crc32(bytes).toString(16)} ${etag}\n`), bytes]);
}

const head = /^([01]) ([0-9a-f]{1,8}) ("[^"\n]*")$/;
const headMax = 6_000;

/** Undefined: it is not what we stored. */
export function fromStored(stored: Uint8Array, version: Version): Answer | undefined {
  const end = stored.indexOf(10);
  if (end < 0 || end > headMax) return undefined;
  const [, isPublic, sum, etag] = head.exec(Buffer.from(stored.subarray(0, end)).toString()) ?? [];
  const bytes = stored.subarray(end + 1);
  if (etag === undefined || crc32(bytes).toString(16) !== sum) return undefined;
  return { bytes, etag, version, isPublic: isPublic === '1' };
}
