import type { Command } from 'commander';
import { relative, shortOf } from '../words.ts';
import { templates } from '../moving/generic/templates.ts';
import { sources } from '../moving/sources.ts';
import { importPage, type ImportOptions } from './page-import.ts';
import { examples, type Run } from './command.ts';

export function pageCommands(program: Command, run: Run): void {
  const page = program.command('page').description('pages: list, show, create, import');

  page
    .command('list')
    .description('those that this key may see')
    .action(
      run(async ({ api, isJson, terminal }) => {
        const { value } = await api.ask('GET /v1/pages', { query: { limit: 100 } });
        if (isJson) return terminal.json(value.items);
        const rows = value.items.map(({ id, slug, name, domain }) => [shortOf(id), slug, domain?.host ?? '', name]);
        terminal.rows(['ID', 'SLUG', 'HOST', 'NAME'], rows, 'no pages yet: `pharos page create`');
      }),
    );

  page
    .command('show')
    .description('how it stands: what its visitors see')
    .action(
      run(async ({ api, page: pageOf, isJson, terminal, now }) => {
        const { value: view } = await api.ask('GET /v1/pages/{page}/view', { path: { page: await pageOf() } });
        if (isJson) return terminal.json(view);
        const bad = view.components.filter(({ status }) => status !== 'operational');
        terminal.print(
          `${view.page.name}: ${terminal.colour(view.status.indicator === 'none' ? 'green' : 'red', view.status.description)}`,
        );
        for (const { name, status } of bad) terminal.print(`  ${name}: ${status.replaceAll('_', ' ')}`);
        for (const { id, title, status, startedAt } of view.incidents.filter((each) => each.resolvedAt === null))
          terminal.print(`  ${shortOf(id)} ${title}: ${status}, began ${relative(startedAt, now())}`);
      }),
    );

  page
    .command('create')
    .description('makes one')
    .argument('<name>', 'as its visitors read it')
    .argument('<slug>', 'as it stands in its address')
    .option('--time-zone <zone>', 'such as Europe/Berlin', 'UTC')
    .addHelpText('after', examples('page create "Acme Cloud" acme --time-zone Europe/Berlin'))
    .action(
      run(async (session, { timeZone }: { timeZone: string }, name: string, slug: string) => {
        const { value } = await session.api.ask('POST /v1/pages', { body: { name, slug, timeZone }, key: session.key });
        await session.written(`made ${slug}, ${value.id}`, value, value.id);
      }),
    );

  page
    .command('import')
    .description(`takes a page along from elsewhere, with its dates, history and subscribers: ${titles}`)
    .argument('[what]', 'a file or a folder of what was exported there; its address; or the id of the page there')
    .option('--format <name>', `what it is of: ${sources.map(({ name }) => name).join(', ')}; by what stands in it, if nothing is said`)
    .option('--from <address>', 'the API there, where it is another one')
    .option('--into <slug>', 'the page it becomes, here; made if it is not there. As it is called there, if nothing is said')
    .option('--of <page>', 'which of its pages, where a file holds several')
    .option('--time-zone <zone>', 'in which times are meant that do not say it', 'UTC')
    .option('--template <name>', `only prints a file to fill in: ${Object.keys(templates).join(', ')}`)
    .option('--dry-run', 'only reads it, and says what would come of it', false)
    .addHelpText(
      'after',
      `\nA key there is read from ${keyNames}, or asked for. All of it is read and judged before anything is written;
nobody is told of anything, and who has agreed there is not asked again. Done again, it adds what is new there.\n`,
    )
    .addHelpText(
      'after',
      examples(
        'page import kctbh9vrtdwd --dry-run',
        'page import https://status.example.com --format cachet --into acme',
        'page import kuma.db --of default --into acme',
        'page import --template incidents.csv > incidents.csv',
      ),
    )
    .action(run((session, options: ImportOptions, what: string | undefined) => importPage(session, options, what)));
}

const titles = new Intl.ListFormat('en').format(sources.map(({ title }) => title));
const keyNames = sources.flatMap(({ api }) => (api?.needsKey ? [api.keyName] : [])).join(', ');
