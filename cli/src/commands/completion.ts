import type { Command } from 'commander';
import { openTerminal, type Surroundings } from '../terminal.ts';
import { examples } from './command.ts';

const shells = ['bash', 'zsh', 'fish'] as const;

/** For shells: what may stand next, read off the commands themselves. */
export function completionCommand(program: Command, around: Surroundings): void {
  program
    .command('completion')
    .description('prints what a shell needs to complete commands')
    .argument('<shell>', shells.join(', '))
    .addHelpText(
      'after',
      examples(
        'completion bash > ~/.local/share/bash-completion/completions/pharos',
        'completion fish > ~/.config/fish/completions/pharos.fish',
      ),
    )
    .action((shell: string, _options: object, command: Command) => {
      const script = {
        bash: bashScript,
        zsh: (of: Command) => `autoload -U +X bashcompinit && bashcompinit\n${bashScript(of)}`,
        fish: fishScript,
      }[shell as (typeof shells)[number]];
      if (!script) command.error(`error: there is no completion for "${shell}": ${shells.join(', ')}`);
      openTerminal(around).print(script(program).trimEnd());
    });
}

const wordsOf = (command: Command): string[] => [
  ...command.commands.map((each) => each.name()),
  ...[...command.options, ...(command.parent?.options ?? [])].flatMap(({ long }) => long ?? []),
  '--help',
];

function bashScript(program: Command): string {
  const cases = program.commands.flatMap((group) => [
    ...group.commands.map((each) => `    "${group.name()} ${each.name()}"*) words="${wordsOf(each).join(' ')}" ;;`),
    `    "${group.name()}"*) words="${wordsOf(group).join(' ')}" ;;`,
  ]);
  return `_pharos() {
  local words before="\${COMP_WORDS[*]:1:COMP_CWORD-1}"
  case "$before" in
${cases.join('\n')}
    *) words="${wordsOf(program).join(' ')}" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _pharos pharos
`;
}

function fishScript(program: Command): string {
  const names = program.commands.map((each) => each.name());
  const quoted = (text: string) => `'${text.replaceAll("'", '')}'`;
  const tops = program.commands.map(
    (each) =>
      `complete -c pharos -f -n "not __fish_seen_subcommand_from ${names.join(' ')}" -a ${each.name()} -d ${quoted(each.description())}`,
  );
  const subs = program.commands.flatMap((group) =>
    group.commands.map(
      (each) => `complete -c pharos -f -n "__fish_seen_subcommand_from ${group.name()}" -a ${each.name()} -d ${quoted(each.description())}`,
    ),
  );
  return [...tops, ...subs, ''].join('\n');
}
