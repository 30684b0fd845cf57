import { InvalidArgumentError, type Command } from 'commander';
import { NobodyAnswers } from '@pharos/console/client';
import { openSession, type Session, type Shared } from '../session.ts';
import type { Surroundings } from '../terminal.ts';

/** Makes a session of what was said, and does the work in it: commander hands over the arguments, then the options, then the command. */
export type Run = (work: (session: Session, options: never, ...words: never[]) => Promise<void>) => (...given: unknown[]) => Promise<void>;

export function runIn(around: Surroundings): Run {
  return (work) =>
    async (...given) => {
      const command = given.at(-1) as Command;
      const session = await openSession(around, command.optsWithGlobals<Shared>());
      try {
        // What it takes is what its command declares.
        await work(session, command.opts<never>(), ...(given.slice(0, -2) as never[]));
      } catch (error) {
        if (error instanceof NobodyAnswers) session.terminal.say(`to send it again, and have it done once: --once ${session.key}`);
        throw error;
      }
    };
}

export function examples(...commands: string[]): string {
  return `\nExamples:\n${commands.map((command) => `  npx pharos ${command}\n`).join('')}`;
}

export function several(word: string, before: readonly string[] = []): string[] {
  return [...before, word];
}

export function oneOf<const T extends string>(words: readonly T[]): (word: string) => T {
  return (word) => {
    const found = words.find((each) => each === word);
    if (found === undefined) throw new InvalidArgumentError(`It is one of ${words.join(', ')}.`);
    return found;
  };
}

export function numberOf(word: string): number {
  const number = Number(word);
  if (!Number.isInteger(number) || number < 1 || number > 100) throw new InvalidArgumentError('It is a number from 1 to 100.');
  return number;
}
