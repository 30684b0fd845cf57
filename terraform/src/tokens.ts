/** A piece of HCL. Spaces are no tokens: the formatter decides them. */
export interface Token {
  kind: Kind;
  text: string;
}

type Kind =
  | 'identifier'
  | 'number'
  | 'newline'
  | 'comment'
  | 'heredoc'
  /** A quote that opens or closes, what is written between, and what is worked out in it. */
  | 'quote-open'
  | 'quote-close'
  | 'words'
  | 'template-open'
  | 'template-close'
  | 'open'
  | 'close'
  | 'operator';

/** Cuts HCL into its tokens. What it does not know is a token of its own, so that nothing is ever lost. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  // What is open: `"` is the words of a quote, `$` an expression within them, and a bracket is itself.
  const open: string[] = [];
  for (let at = 0; at < text.length;) {
    const isInQuote = open.at(-1) === '"';
    if (!isInQuote) at += lengthOf(/[ \t\r]*/y, text, at);
    if (at >= text.length) break;
    const [kind, length] = isInQuote ? wordsAt(text, at, open) : codeAt(text, at, open);
    tokens.push({ kind, text: text.slice(at, at + length) });
    at += length;
  }
  return tokens;
}

/** How much of the text, from there on, is what the (sticky) pattern says. */
function lengthOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

function wordsAt(text: string, at: number, open: string[]): [Kind, number] {
  if (text[at] === '"') {
    open.pop();
    return ['quote-close', 1];
  }
  const template = lengthOf(/[$%]\{~?/y, text, at);
  if (template > 0) {
    open.push('$');
    return ['template-open', template];
  }
  // A sign that is doubled is meant as it is.
  return ['words', lengthOf(/(?:\\.|\$\$\{|%%\{|[$%](?!\{)|[^"\\$%])+/y, text, at) || 1];
}

function codeAt(text: string, at: number, open: string[]): [Kind, number] {
  const first = text[at]!;
  if (first === '\n') return ['newline', 1];
  // A comment to the end of its line takes the line's end with it.
  const comment = lengthOf(/(?:#|\/\/)[^\n]*\n?|\/\*[\s\S]*?\*\//y, text, at);
  if (comment > 0) return ['comment', comment];
  const heredoc = lengthOf(/<<-?(\w+)\n(?:[\s\S]*?\n)??[ \t]*\1(?=\n|$)/y, text, at);
  if (heredoc > 0) return ['heredoc', heredoc];
  if ('"{[('.includes(first)) {
    open.push(first);
    return [first === '"' ? 'quote-open' : 'open', 1];
  }
  const closing = open.at(-1) === '$' ? lengthOf(/~?\}/y, text, at) : 0;
  if (closing > 0 || '}])'.includes(first)) {
    open.pop();
    return closing > 0 ? ['template-close', closing] : ['close', 1];
  }
  const identifier = lengthOf(/[\p{L}_][\p{L}\p{N}_-]*/uy, text, at);
  if (identifier > 0) return ['identifier', identifier];
  const number = lengthOf(/\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y, text, at);
  if (number > 0) return ['number', number];
  return ['operator', lengthOf(/==|!=|>=|<=|&&|\|\||=>|\.\.\.|::|[-+*/%!<>=?:.,]/y, text, at) || 1];
}
