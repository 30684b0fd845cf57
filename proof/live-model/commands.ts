import { Problem } from '@pharos/core/problem';
import { fuzzParser } from './fuzz-parser.ts';
import { churn } from './churn.ts';
import { haproxyConfig } from '../../sse-gateway/src/haproxy.ts';
import { simulate } from './simulate.ts';

const usage = `pharos live <command>
  haproxy <name=host:port>...   a configuration by which HAProxy places readers in place of the edge
  simulate [readers] [pages] [gateways] [regions]
                                places readers, kills a gateway, lets one join, kills a region; prints loads and moves
  churn [seconds] [readers] [portable|linux]
                                readers come and go (600 s, 500 readers); ends with 1 when anything is left of them, or an event was lost
  fuzz [cases] [seed]           bends requests at random; ends with 1 at the first that should not have been accepted
`;

/** The words after `pharos live`; answers the exit code. */
export async function runLiveCommand(argv: string[]): Promise<number> {
  const [command = 'help', ...words] = argv;
  if (command === 'haproxy') print(haproxyConfig(words.map(gateway)));
  else if (command === 'simulate') for (const row of simulate(sizes(words))) print(`${JSON.stringify(row)}\n`);
  else if (command === 'fuzz') print(`${JSON.stringify(fuzzParser(number(words[0], 1_000_000), number(words[1], 1)))}\n`);
  else if (command === 'churn') {
    const [seconds, readers, engine = 'linux'] = words;
    if (engine !== 'linux' && engine !== 'portable') throw new Problem('invalid', `there is no engine "${engine}"`);
    const churned = await churn({ seconds: number(seconds, 600), readers: number(readers, 500), engine, seed: 1 });
    print(`${JSON.stringify(churned, null, 2)}\n`);
    return churned.isBack && churned.wrong === 0 ? 0 : 1;
  } else if (command === 'help' || command === '--help') print(usage);
  else throw new Problem('invalid', `there is no command "${command}"\n${usage}`);
  return 0;
}

function print(text: string): void {
  process.stdout.write(text);
}

function gateway(word: string): { name: string; address: string } {
  const [, name, address] = /^([a-zA-Z0-9.-]+)=(\S+:\d+)$/.exec(word) ?? [];
  if (!name || !address) throw new Problem('invalid', `"${word}" is no gateway: write eu-1=10.0.0.1:8081`);
  return { name, address };
}

function sizes([readers, pages, gateways, regions]: string[]) {
  return {
    readers: number(readers, 10_000_000),
    pages: number(pages, 100_000),
    gateways: number(gateways, 125),
    regions: number(regions, 3),
    seed: 1,
  };
}

function number(word: string | undefined, usual: number): number {
  if (word === undefined) return usual;
  const value = Number(word);
  if (!Number.isSafeInteger(value) || value < 1) throw new Problem('invalid', `"${word}" is not a whole number above 0`);
  return value;
}
