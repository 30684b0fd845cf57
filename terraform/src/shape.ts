import type { Token } from './tokens.ts';

/**
 * How each name of a file is written: `name = ...` or `name { ... }`, by the path of the blocks around it. The parser gives a block and
 * a list of objects alike, and the providers do not.
 */
export function shapesOf(all: Token[]): Map<string, 'assigned' | 'block'> {
  const shapes = new Map<string, 'assigned' | 'block'>();
  const tokens = all.filter(({ kind }) => kind !== 'comment');
  // The names of the blocks that are open; `undefined` is any other bracket.
  const open: (string | undefined)[] = [];
  const isInExpression = () => open.includes(undefined);
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (token.kind === 'identifier' && !isInExpression() && startsLine(tokens, at)) {
      const head = headOf(tokens, at);
      const path = [...open, head.path].join('/');
      shapes.set(path, head.isBlock ? 'block' : 'assigned');
      if (head.isBlock) open.push(head.path);
      at = head.end;
    } else if (token.kind === 'open' || token.kind === 'template-open') open.push(undefined);
    else if (token.kind === 'close' || token.kind === 'template-close') open.pop();
  }
  return shapes;
}

const startsLine = (tokens: Token[], at: number): boolean => {
  const before = tokens[at - 1];
  return before === undefined || before.kind === 'newline' || (before.kind === 'open' && before.text === '{');
};

/** `resource "aws_vpc" "this" {`, `rule {` or `name =`. What is dynamic goes by its own name, without the word and its `content`. */
function headOf(tokens: Token[], at: number): { path: string; isBlock: boolean; end: number } {
  const words = [tokens[at]!.text];
  let end = at + 1;
  for (; tokens[end]?.kind === 'quote-open' || tokens[end]?.kind === 'words' || tokens[end]?.kind === 'quote-close'; end++) {
    if (tokens[end]!.kind === 'words') words.push(tokens[end]!.text);
  }
  return { path: words.join('.'), isBlock: tokens[end]?.kind === 'open', end };
}
