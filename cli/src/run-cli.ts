import { Command, CommanderError } from 'commander';
import { NobodyAnswers, Refusal } from '@pharos/console/client';
import { Problem } from '@pharos/core/problem';
import { runIn } from './commands/command.ts';
import { completionCommand } from './commands/completion.ts';
import { componentCommands } from './commands/component.ts';
import { incidentCommands } from './commands/incident.ts';
import { loginCommands } from './commands/login.ts';
import { maintenanceCommands } from './commands/maintenance.ts';
import { pageCommands } from './commands/page.ts';
import { subscriberCommands } from './commands/subscribers.ts';
import type { Surroundings } from './terminal.ts';

/** What it knows; all else of `npx pharos` speaks for a region, beside its database. */
export const commandNames = ['login', 'logout', 'incident', 'maintenance', 'component', 'subscribers', 'page', 'completion'] as const;

const exits = { done: 0, refused: 1, notUnderstood: 2, nobodyAnswers: 3 };

const about = `The addresses and the key come from \`login\`, from PHAROS_API and PHAROS_KEY, or from the world that \`npm start\` runs here.
When a region does not answer, the next one is asked, under the same key: nothing is written twice.

Exit 0: done. 1: refused, or not there. 2: not understood. 3: no region answers; send it again with the same --once.
`;

/** `pharos incident ...` and the others of a responder; answers the exit code. */
export async function runCli(words: readonly string[], around: Surroundings): Promise<number> {
  try {
    await createProgram(around).parseAsync(words, { from: 'user' });
    return exits.done;
  } catch (error) {
    return exitOf(error, (text) => void around.stderr.write(`${text}\n`));
  }
}

/** All commands, with what they take. */
export function createProgram(around: Surroundings): Command {
  const { stdout, stderr } = around;
  const program = new Command('pharos')
    .description('Posts and reads status pages through the API, from wherever you are.')
    .option('--json', 'answers as JSON, for programs')
    .option('--page <page>', 'which page: its slug, its id or the end of it; PHAROS_PAGE')
    .option('--api <addresses>', 'the APIs of the regions, with commas between them; PHAROS_API')
    .option('--once <key>', 'names this request: sent again under the same name, it is done once')
    .showSuggestionAfterError()
    .addHelpText('after', `\n${about}`)
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) });
  const run = runIn(around);
  loginCommands(program, around);
  incidentCommands(program, run);
  maintenanceCommands(program, run);
  componentCommands(program, run);
  subscriberCommands(program, run);
  pageCommands(program, run);
  completionCommand(program, around);
  for (const each of allOf(program)) each.exitOverride().configureOutput(program.configureOutput()).copyInheritedSettings(program);
  return program;
}

const allOf = (command: Command): Command[] => command.commands.flatMap((each) => [each, ...allOf(each)]);

function exitOf(error: unknown, say: (text: string) => void): number {
  // It has said already what it did not understand.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exits.done : exits.notUnderstood;
  if (error instanceof Refusal) {
    const fields = error.fields.map(({ path, message }) => `\n  ${path}: ${message}`).join('');
    say(`${error.status === 401 ? 'this key is not known, has ended or was revoked: `pharos login` again' : error.message}${fields}`);
    return exits.refused;
  }
  if (error instanceof NobodyAnswers) {
    say('no region answers: is the network there? What was sent may have been done by one that could not say so');
    return exits.nobodyAnswers;
  }
  if (error instanceof Problem) {
    say(error.message);
    return exits.refused;
  }
  throw error;
}
