import type { HclFile } from './hcl.ts';
import type { Token } from './tokens.ts';

/**
 * `terraform fmt` for what we write: two spaces for each bracket that is left open on a line, one space between tokens where HashiCorp's
 * formatter puts one, and `=` and comments of lines that follow each other in one column. It was compared with `hclwrite.Format` on
 * every file here, as it is and with all its spaces mixed up (terraform/README.md). Only spaces change, never a token.
 */
export function format(tokens: Token[]): string {
  const lines = linesOf(tokens);
  indent(lines);
  alignAssignments(lines);
  alignComments(lines);
  return lines.map(print).join('');
}

/** The first line of a file that `format` would change. */
export function formatFaults({ path, text, tokens }: Pick<HclFile, 'path' | 'text' | 'tokens'>): string[] {
  const formatted = format(tokens);
  if (formatted === text) return [];
  const lines = formatted.split('\n');
  const line = text.split('\n').findIndex((each, index) => each !== lines[index]);
  return [`${path}:${line + 1}: should be written ${JSON.stringify(lines[line] ?? '')}`];
}

interface Line {
  lead: Token[];
  /** From `=` on, of a line that is a whole assignment. */
  assigned: Token[];
  /** At the end of a line that holds something else, too. */
  comment?: Token;
  indent: number;
  /** How many spaces stand before `=`, and before the comment. */
  beforeAssigned: number;
  beforeComment: number;
}

const change = (token: Token): number =>
  token.kind === 'open' || token.kind === 'template-open' ? 1 : token.kind === 'close' || token.kind === 'template-close' ? -1 : 0;

const net = (tokens: Token[]): number => tokens.reduce((sum, token) => sum + change(token), 0);

const endsLine = ({ kind, text }: Token): boolean => kind === 'newline' || (kind === 'comment' && text.endsWith('\n'));

function linesOf(tokens: Token[]): Line[] {
  const rows: Token[][] = [[]];
  for (const token of tokens) {
    rows.at(-1)!.push(token);
    if (endsLine(token)) rows.push([]);
  }
  return rows.filter((row) => row.length > 0).map(lineOf);
}

function lineOf(row: Token[]): Line {
  const comment = row.length > 1 && row.at(-1)!.kind === 'comment' ? row.at(-1)! : undefined;
  const tokens = comment ? row.slice(0, -1) : row;
  const equals = tokens.findIndex(({ kind, text }, index) => index > 0 && kind === 'operator' && text === '=');
  // What opens something that a later line closes has no column of its own.
  const isWhole = equals > 0 && net(tokens.slice(equals)) === 0;
  return {
    lead: isWhole ? tokens.slice(0, equals) : tokens,
    assigned: isWhole ? tokens.slice(equals) : [],
    ...(comment ? { comment } : {}),
    indent: 0,
    beforeAssigned: 1,
    beforeComment: 1,
  };
}

function indent(lines: Line[]): void {
  const open: number[] = [];
  for (const line of lines) {
    if (line.lead[0]?.kind === 'newline') continue;
    let balance = net([...line.lead, ...line.assigned]);
    const deeper = balance > 0;
    while (balance < 0 && open.length > 0) {
      const last = open.pop()!;
      if (last > -balance) open.push(last + balance);
      balance = Math.min(0, balance + last);
    }
    line.indent = 2 * open.length;
    if (deeper) open.push(balance);
  }
}

function alignAssignments(lines: Line[]): void {
  for (const run of runs(lines, ({ assigned }) => assigned.length > 0)) {
    const width = Math.max(...run.map(leadWidth));
    for (const line of run) line.beforeAssigned = width - leadWidth(line) + 1;
  }
}

function alignComments(lines: Line[]): void {
  const widthOf = (line: Line) => leadWidth(line) + (line.assigned.length > 0 ? line.beforeAssigned + spaced(line.assigned).length : 0);
  for (const run of runs(lines, ({ comment }) => comment !== undefined)) {
    const width = Math.max(...run.map(widthOf));
    for (const line of run) line.beforeComment = width - widthOf(line) + 1;
  }
}

/** Lines that follow each other and have what is asked for. */
function runs(lines: Line[], has: (line: Line) => boolean): Line[][] {
  const found: Line[][] = [];
  lines.forEach((line, index) => {
    if (!has(line)) return;
    if (index > 0 && has(lines[index - 1]!)) found.at(-1)!.push(line);
    else found.push([line]);
  });
  return found;
}

const leadWidth = (line: Line): number => line.indent + spaced(line.lead).length;

function print(line: Line): string {
  const assigned = line.assigned.length > 0 ? ' '.repeat(line.beforeAssigned) + spaced(line.assigned) : '';
  const comment = line.comment ? ' '.repeat(line.beforeComment) + line.comment.text : '';
  return ' '.repeat(line.indent) + spaced(line.lead) + assigned + comment;
}

function spaced(tokens: Token[]): string {
  return tokens.map((token, index) => token.text + (hasSpaceAfter(tokens, index) ? ' ' : '')).join('');
}

// After these a minus is a sign and no subtraction.
const signAfter = /^(?:[([{=:,?+*/%-]|==|!=|>=?|<=?|&&|\|\||!)$/;

/** In the order of HashiCorp's own rules: the first that fits decides. */
function hasSpaceAfter(tokens: Token[], index: number): boolean {
  const [before, token, after] = [tokens[index - 1], tokens[index]!, tokens[index + 1]];
  if (!after || after.kind === 'newline') return false;
  if (token.kind === 'identifier' && after.text === '(' && after.kind === 'open') return false;
  const isOperator = (each: Token, ...texts: string[]) => each.kind === 'operator' && texts.includes(each.text);
  if ((token.kind === 'identifier' && isOperator(after, '::')) || (isOperator(token, '::') && after.kind === 'identifier')) return false;
  if (isOperator(token, '.') || isOperator(after, '.')) return false;
  if (isOperator(after, ',', '...')) return false;
  if (isOperator(token, ',')) return true;
  if (token.kind === 'words' || token.kind === 'quote-open' || after.kind === 'words' || after.kind === 'quote-close') return false;
  if (token.kind === 'identifier' && token.text === 'in' && before?.kind === 'identifier') return true;
  if (after.kind === 'open' && after.text === '[' && (token.kind === 'identifier' || token.kind === 'number' || change(token) < 0))
    return false;
  if (isOperator(token, '!')) return false;
  if (isOperator(token, '-')) return before !== undefined && !(['open', 'operator'].includes(before.kind) && signAfter.test(before.text));
  if (token.text === '{' && token.kind === 'open') return !(after.text === '}' && after.kind === 'close');
  if (after.text === '}' && after.kind === 'close') return true;
  if (token.kind === 'template-open' && after.text === '{' && after.kind === 'open') return true;
  if (token.text === '}' && token.kind === 'close' && after.kind === 'template-close') return true;
  if (token.kind === 'template-close' && after.kind === 'template-open') return false;
  return change(token) <= 0 && change(after) >= 0;
}
