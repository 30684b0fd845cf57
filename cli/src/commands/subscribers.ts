import { openAsBlob } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { Channel } from '@pharos/core/channel';
import { Problem } from '@pharos/core/problem';
import { channelOf } from '@pharos/resources/channels/addresses';
import type { Session } from '../session.ts';
import { shortOf } from '../words.ts';
import { examples, numberOf, oneOf, type Run } from './command.ts';
import { followJob } from './follow-job.ts';

const states = ['pending', 'active', 'ended'] as const;
const channels = Channel.options;

export function subscriberCommands(program: Command, run: Run): void {
  const subscribers = program.command('subscribers').description('who is told: count, list, add, remove, import, export');

  subscribers
    .command('count')
    .description('how many there are, by channel')
    .action(
      run(async ({ api, page: pageOf, isJson, terminal }) => {
        const page = await pageOf();
        const { value } = await api.ask('GET /v1/pages/{page}/subscriptions/counts', { path: { page } });
        if (isJson) return terminal.json(value);
        const rows = value.channels.map(({ channel, active, pending, ended }) => [channel, String(active), String(pending), String(ended)]);
        terminal.rows(['CHANNEL', 'ACTIVE', 'PENDING', 'ENDED'], rows, 'nobody has signed up yet');
      }),
    );

  subscribers
    .command('list')
    .description('who they are')
    .option('--state <state>', states.join(', '), oneOf(states))
    .option('--channel <channel>', channels.join(', '), oneOf(channels))
    .option('--search <text>', 'part of an address')
    .option('--limit <number>', 'so many', numberOf, 50)
    .action(
      run(
        async (
          { api, page: pageOf, isJson, terminal },
          query: { state?: (typeof states)[number]; channel?: (typeof channels)[number]; search?: string; limit: number },
        ) => {
          const page = await pageOf();
          const { value } = await api.ask('GET /v1/pages/{page}/subscriptions', { path: { page }, query });
          if (isJson) return terminal.json(value.items);
          const rows = value.items.map(({ id, channel, state, address }) => [shortOf(id), channel, state, address]);
          terminal.rows(['ID', 'CHANNEL', 'STATE', 'ADDRESS'], rows, 'nobody is found');
          if (value.next !== null) terminal.say('there are more: `subscribers export`, or --search');
        },
      ),
    );

  subscribers
    .command('add')
    .description('signs somebody up; they confirm it themselves')
    .argument('<address>', 'of a mailbox, a telephone (+49…), a webhook (https://…) or the webhook of a chat room')
    .option('--channel <channel>', `where the address does not say it: ${channels.join(', ')}`, oneOf(channels))
    .addHelpText(
      'after',
      examples('subscribers add ada@example.com', 'subscribers add +491701234567', 'subscribers add https://hooks.slack.com/services/…'),
    )
    .action(
      run(async ({ api, page: pageOf, isJson, terminal, key }, { channel }: { channel?: Channel }, address: string) => {
        const page = await pageOf();
        const body = { channel: channel ?? channelOf(address), address };
        const { value } = await api.ask('POST /v1/pages/{page}/subscriptions', { path: { page }, body, key });
        if (isJson) terminal.json(value);
        else terminal.print(value.message);
      }),
    );

  subscribers
    .command('remove')
    .description('they are not told any more')
    .argument('<address>', 'as it was given')
    .action(
      run(async (session, _options: object, address: string) => {
        const page = await session.page();
        const { items } = (
          await session.api.ask('GET /v1/pages/{page}/subscriptions', { path: { page }, query: { search: address, limit: 100 } })
        ).value;
        // Of a secret there is only a part to see; it is found by all of it, or not at all.
        const found = items.filter((each) => (each.address === address || each.address.includes('…')) && each.state !== 'ended');
        if (found.length === 0) throw new Problem('not-found', `nobody is subscribed by ${address}`);
        for (const { id } of found) {
          const { value } = await session.api.ask('DELETE /v1/pages/{page}/subscriptions/{subscription}', {
            path: { page, subscription: id },
          });
          await session.written(`removed ${address}`, value, page);
        }
      }),
    );

  subscribers
    .command('import')
    .description('takes a file: one address a line, or columns email, phone, webhook, slack, teams, discord, googlechat')
    .argument('<file>', 'CSV')
    .option('--dry-run', 'only looks what would come of it', false)
    .option('--consent-given', 'they have agreed before: nobody is asked again', false)
    .addHelpText('after', examples('subscribers import people.csv --dry-run', 'subscribers import people.csv --consent-given'))
    .action(run(importFile));

  subscribers
    .command('export')
    .description('all of them, as CSV')
    .option('-o, --output <file>', 'into a file that only you may read')
    .action(
      run(async ({ api, page: pageOf, terminal }, { output }: { output?: string }) => {
        const page = await pageOf();
        const text = await (await api.download('GET /v1/pages/{page}/subscriptions/export', { path: { page } })).text();
        if (output === undefined) return terminal.print(text.trimEnd());
        await writeFile(output, text, { mode: 0o600 });
        terminal.say(`written to ${output}`);
      }),
    );
}

async function importFile(
  session: Session,
  { dryRun, consentGiven }: { dryRun: boolean; consentGiven: boolean },
  path: string,
): Promise<void> {
  const { api, terminal, isJson, key } = session;
  const page = await session.page();
  const content = await fileOf(path);
  const query = { ...(dryRun && { dryRun: 'true' as const }), ...(consentGiven && { consent: 'given' as const }) };
  const file = { type: 'text/csv', content };
  const begun = await api.ask('POST /v1/pages/{page}/subscription-imports', { path: { page }, query, file, key });
  const job = await followJob(session, page, begun);
  if (isJson) return terminal.json(job);
  terminal.print(`${dryRun ? 'would add' : 'added'} ${job.added}, ${job.already} were there already, ${job.refused} were refused`);
}

async function fileOf(path: string): Promise<Blob> {
  try {
    return await openAsBlob(path);
  } catch {
    throw new Problem('invalid', `${path} cannot be read`);
  }
}
