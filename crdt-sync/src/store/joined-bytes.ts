/** Several pieces as one parameter, and where each stands in it: as one they go to the database as they are, and not as text. */
export function joinedBytes(pieces: Uint8Array[]): { all: Buffer; starts: number[]; lengths: number[] } {
  let end = 1; // SQL counts from one
  const starts: number[] = [];
  for (const { length } of pieces) {
    starts.push(end);
    end += length;
  }
  return { all: Buffer.concat(pieces), starts, lengths: pieces.map(({ length }) => length) };
}
