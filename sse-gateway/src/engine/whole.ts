/**
 * Bytes that share their memory with nothing else. A message copies all of the memory behind what it carries, and small
 * buffers of Node's are cut from large pieces. The same bytes are the same object again: a message carries them once.
 */
const wholes = new WeakMap<Uint8Array, Uint8Array>();
export function whole(bytes: Uint8Array): Uint8Array {
  if (bytes.byteLength === bytes.buffer.byteLength) return bytes;
  let own = wholes.get(bytes);
  if (!own) wholes.set(bytes, (own = new Uint8Array(bytes)));
  return own;
}
