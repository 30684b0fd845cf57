// Asks the role on this host's ADMIN_PORT whether it is well, until it is: what systemd, Compose and the image call where other
// images have a shell and curl. Exit 0: it is; exit 1, with one line: it was not within the time.
//   node deploy/ready.mjs [readyz|healthz] [--within ms] [--for ms]
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    // A role compiles as it starts; on a busy host that takes half of this.
    within: { type: 'string', default: '60000' },
    // Balancers ask each second, and want to hear it twice: who starts the next one sooner may leave nobody that they know of.
    for: { type: 'string', default: '0' },
  },
});
const [what = 'readyz'] = positionals;
const host = ['0.0.0.0', '::', undefined, ''].includes(process.env.HOST) ? '127.0.0.1' : process.env.HOST;
const port = process.env.ADMIN_PORT ?? '9400';
const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}/${what}`;

const askMs = 1_000;
const lookMs = 200;
const until = performance.now() + Number(values.within);
let told;
do {
  told = await ask();
  if (told === undefined) {
    await sleep(Number(values.for));
    process.exit(0);
  }
  await sleep(lookMs);
} while (performance.now() < until);
process.stderr.write(`${url} ${told}\n`);
process.exit(1);

/** Answers what is wrong, or undefined. */
function ask() {
  return new Promise((resolve) => {
    const request = get(url, { timeout: askMs, agent: false }, (answer) => {
      let body = '';
      answer.on('data', (piece) => (body += piece));
      answer.on('end', () => resolve(answer.statusCode === 200 ? undefined : `says ${answer.statusCode}: ${body.slice(0, 300)}`));
      answer.on('error', (error) => resolve(`does not answer: ${error.message}`));
    });
    request.on('timeout', () => request.destroy(new Error(`nothing within ${askMs} ms`)));
    request.on('error', (error) => resolve(`does not answer: ${error.message}`));
  });
}
