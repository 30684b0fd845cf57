/** The version that a page's event leads to, read off its JSON: whoever wants no more need not parse some kilobytes of parts. */
export function versionIn(event: Uint8Array): string | undefined {
  return versionField.exec(Buffer.from(event.buffer, event.byteOffset, Math.min(event.byteLength, headMax)).toString())?.[1];
}

// Quotes within a text are escaped in JSON: this stands nowhere but at the field itself.
const versionField = /"version":"(v1\.[\w-]*)"/;
// Before it stand a page, two numbers and the version before.
const headMax = 16_384;
