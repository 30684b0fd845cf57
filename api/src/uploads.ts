/** A file that is taken as it arrives, however long it is: nobody has it whole, and its route has bounds of its own. */
export function isUpload(method: string, path: string): boolean {
  return method === 'POST' && /^\/v1\/(?:pages|organisations)\/[^/]+\/(?:[a-z-]+-)?imports$/.test(path);
}

/** An answer that is a file, and no JSON. */
export function isDownload(path: string): boolean {
  return /^\/v1\/(?:pages|organisations)\/[^/]+\/(?:[a-z-]+\/)?export$/.test(path);
}

/** Of a page that may not be there yet. */
export function isBringingPage(method: string, path: string): boolean {
  return isUpload(method, path) && path.endsWith('/imports');
}
