import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import { decodeVersion } from '@pharos/core/version';
import { readToldView } from '@pharos/region/reading/view';
import type { Asked } from './answer.ts';

/** How the View of a page is read: its ETag is its version, in every region. */
export function viewOf(reads: PostgresDoor, page: string, now: () => number): Asked['load'] {
  return async () => {
    const { value: view, isSettled } = await reads((sql) => readToldView(sql, page, now()));
    return (
      view && {
        bytes: Buffer.from(view.text),
        etag: `"${view.version}"`,
        version: decodeVersion(view.version) ?? {},
        isPublic: !view.isPrivate,
        isCounted: isSettled,
      }
    );
  };
}
