/** One block of a stream, as its standard says: fields in lines, an empty line at the end. A comment has no fields. */
export interface SseBlock {
  id?: string;
  event?: string;
  data?: string;
  retry?: string;
}

/** Reads pieces of a stream, wherever it is torn; answers the blocks that are complete with each. */
export function createSseParser(): (piece: string) => SseBlock[] {
  let rest = '';
  return (piece) => {
    const blocks = (rest + piece).split('\n\n');
    rest = blocks.pop()!;
    return blocks.map(blockOf);
  };
}

function blockOf(text: string): SseBlock {
  const block: SseBlock = {};
  for (const line of text.split('\n')) {
    const [, name, value = ''] = /^(id|event|data|retry): ?(.*)$/.exec(line) ?? [];
    if (name === 'data' && block.data !== undefined) block.data += `\n${value}`;
    else if (name) block[name as keyof SseBlock] = value;
  }
  return block;
}
