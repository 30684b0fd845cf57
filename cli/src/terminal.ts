import { createInterface } from 'node:readline/promises';
import { text as textOf } from 'node:stream/consumers';
import { styleText } from 'node:util';
import type { Clock } from '@pharos/core/clock';
import { table } from '@pharos/core/table';

/** What the command line has of the world around it: tests have another. */
export interface Surroundings {
  env: Record<string, string | undefined>;
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  stdout: NodeJS.WritableStream & { isTTY?: boolean };
  stderr: NodeJS.WritableStream & { isTTY?: boolean };
  fetch: typeof fetch;
  clock: Clock;
  /** Where `npm start` says what runs here; elsewhere in tests. */
  worldFile?: string;
}

type Colour = 'green' | 'yellow' | 'red' | 'blue' | 'dim';

/** How results are told: to people as tables and sentences, to programs as JSON. */
export interface Terminal {
  /** What was asked for. */
  print(text: string): void;
  rows(head: string[], rows: string[][], whenNone: string): void;
  json(value: unknown): void;
  /** What goes on meanwhile: never among what was asked for. */
  say(text: string): void;
  colour(colour: Colour, text: string): string;
  /** A line that nobody reads over somebody's shoulder; where nobody types, all that comes in. */
  askSecret(question: string): Promise<string>;
  /** All that comes in. */
  readAll(): Promise<string>;
}

export function openTerminal({ env, stdin, stdout, stderr }: Surroundings): Terminal {
  // Colours are for eyes: a file and a pipe get none, and nobody who has said so.
  const isColoured = stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  const print = (text: string) => void stdout.write(`${text}\n`);
  const readAll = async () => (await textOf(stdin)).trim();
  return {
    print,
    rows: (head, rows, whenNone) => print(rows.length === 0 ? whenNone : table(head, rows)),
    json: (value) => print(JSON.stringify(value, undefined, 2)),
    say: (text) => void stderr.write(`${text}\n`),
    colour: (colour, text) => (isColoured ? styleText(colour, text, { validateStream: false }) : text),
    readAll,
    askSecret: async (question) => {
      if (!stdin.isTTY) return readAll();
      stderr.write(question);
      // What is typed is not shown: it would stay in the terminal.
      const lines = createInterface({ input: stdin, terminal: true });
      try {
        return (await lines.question('')).trim();
      } finally {
        lines.close();
        stderr.write('\n');
      }
    },
  };
}
