/** The steps of a guide by their numbers, each with its blocks of commands as they stand there. */
export function stepsIn(markdown: string): Map<number, string[]> {
  const sections = markdown.split(/^## /m).slice(1);
  return new Map(
    sections.flatMap((text): [number, string[]][] => {
      const number = /^(\d+)\. /.exec(text)?.[1];
      return number === undefined ? [] : [[Number(number), blocksIn(text)]];
    }),
  );
}

export function blocksIn(text: string): string[] {
  return [...text.matchAll(/^ *```\w*\n([\s\S]*?)^ *```/gm)].map(([, block]) => block!);
}

/** Rows of a table of variables and their examples, one example for each name. */
export function examplesIn(text: string): Record<string, string> {
  const rows = [...text.matchAll(/^\| (`[A-Z_`, ]+`) \| (.*) \|$/gm)];
  return Object.fromEntries(
    rows.flatMap(([, names, cell]) => {
      const examples = ticked(cell!);
      return ticked(names!).flatMap((name, at) => (examples[at] === undefined ? [] : [[name, examples[at]]]));
    }),
  );
}

/** A file of variables with some of them set otherwise, as somebody would write over an example: what is not there is added. */
export function withVariables(file: string, variables: Record<string, string>): string {
  let text = file;
  for (const [name, value] of Object.entries(variables)) {
    const line = new RegExp(`^${name}=.*$`, 'm');
    text = line.test(text) ? text.replace(line, () => `${name}=${value}`) : `${text.trimEnd()}\n${name}=${value}\n`;
  }
  return text;
}

/** Of a block that shows what stands in several files: each file, and the variables below its name. */
export function variablesIn(block: string): Map<string, Record<string, string>> {
  const files = new Map<string, Record<string, string>>();
  for (const part of block.split(/^# /m).slice(1)) {
    const [name, ...lines] = part.trim().split('\n');
    files.set(name!.trim(), Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])));
  }
  return files;
}

function ticked(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, word]) => word!);
}
