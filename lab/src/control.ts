import { Problem } from '@pharos/core/problem';
import { settle } from '@pharos/core/process';
import { verbs } from './verbs.ts';

const usage = `Usage: npm run lab -- <verb> key=value ...     does something to the running lab
       npm run lab -- state                    prints what it sees, as JSON
       npm run lab -- env <region>             prints what npx pharos takes to speak for that region:
                                               eval "$(npm run --silent lab -- env eu)"; npx pharos mesh status
       npm run lab -- trace [id]               draws the journey of a write, of the last one without an id, as a text (with --watch)
       npm run lab -- drill [name] ...         runs an experiment in a world of its own (drill --help)
       npm run lab -- load [profile] ...       puts a load on the running lab, and measures (load --help)

Verbs and what they take:
  link      from=us to=eu [both=true] [cut=drop|reset|none] [delayMs=40] [jitterMs=5] [loss=0.05]
  isolate   region=eu cut=drop|reset|none
  part      region=eu name=api action=start|stop|kill|crash|freeze|thaw
  region    region=eu action=start|stop|kill
  clock     region=eu offsetMs=2000
  provider  name=ses fault=ok|refuse|hang|429|5xx|accept-then-cut
  incident  region=us [status=identified] [body="..."]

The lab is looked for on http://127.0.0.1:7000, or where PHAROS_LAB says.
`;

const [verb, ...rest] = process.argv.slice(2);
const lab = process.env.PHAROS_LAB ?? 'http://127.0.0.1:7000';

try {
  if (!verb || verb === '--help' || verb === '-h') process.stdout.write(usage);
  else if (verb === 'drill' || verb === 'load') await runProgram(verb);
  else if (verb === 'state') process.stdout.write(`${JSON.stringify(await ask('/state'), null, 2)}\n`);
  else if (verb === 'env') process.stdout.write(exportsOf(await ask('/state'), rest[0]));
  else if (verb === 'trace') process.stdout.write(String((await ask(`/traces/${encodeURIComponent(rest[0] ?? 'last')}`))['told']));
  else if (!verbs.some((each) => each === verb))
    throw new Problem('invalid', `there is no "${verb}": ${[...verbs, 'state', 'env', 'trace', 'drill', 'load'].join(', ')}`);
  else process.stdout.write(`${String((await ask(`/do/${verb}`, wordsOf(rest)))['told'])}\n`);
} catch (error) {
  settle(() => {
    throw error;
  });
}

async function runProgram(name: 'drill' | 'load'): Promise<void> {
  // The arrow runs from chaos to lab: its programs are started, not imported.
  const { spawn } = await import('node:child_process');
  const programs = {
    drill: new URL('../../chaos/src/main.ts', import.meta.url),
    load: new URL('../../chaos/src/load/main.ts', import.meta.url),
  };
  // autocannon's timers say so on a busy machine: it does no harm, and would stand in the line of progress.
  const quiet = '--disable-warning=TimeoutNegativeWarning';
  const child = spawn(process.execPath, [quiet, programs[name].pathname, ...rest], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

async function ask(path: string, body?: unknown): Promise<Record<string, unknown>> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const answer = await fetch(`${lab}${path}`, { ...init, signal: AbortSignal.timeout(60_000) }).catch((cause: unknown) => {
    throw new Problem('unavailable', `no lab answers on ${lab}: start it with "npm start"`, { cause });
  });
  const told = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Problem('invalid', typeof told['detail'] === 'string' ? told['detail'] : `the lab says ${answer.status}`);
  return told;
}

/** As a shell takes it. */
function exportsOf(state: Record<string, unknown>, wanted: string | undefined): string {
  const regions = state['regions'] as { name: string; env: Record<string, string> }[];
  const found = regions.find(({ name }) => name === wanted);
  if (!found) throw new Problem('invalid', `env takes a region: ${regions.map(({ name }) => name).join(', ')}`);
  return Object.entries(found.env)
    .map(([name, value]) => `export ${name}='${value}'\n`)
    .join('');
}

/** `a=1 b=true c=text` as an object. */
function wordsOf(pairs: string[]): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new Problem('invalid', `"${pair}" is not key=value`);
      return [pair.slice(0, at), valueOf(pair.slice(at + 1))];
    }),
  );
}

function valueOf(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}
