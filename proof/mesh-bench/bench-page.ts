import { newId } from '@pharos/core/id';
import type { Change } from '@pharos/resources/registry';

/** Whatever takes a Change: a writer, or the group of writes below it. */
export interface BenchWriter {
  write(change: Change, options: { actor: string }): Promise<unknown>;
}

export interface BenchPage {
  page: string;
  component: string;
  incident: string;
}

export async function makeBenchPage(writer: BenchWriter): Promise<BenchPage> {
  const [page, component, incident] = [newId(), newId(), newId()];
  const actor = 'bench';
  await writer.write({ type: 'create-page', page, name: 'Bench', slug: `b-${newId().slice(-12)}`, timeZone: 'UTC' }, { actor });
  await writer.write(
    { type: 'create-component', page, component, name: 'API', description: '', group: null, status: 'operational' },
    { actor },
  );
  await openIncident(writer, { page, component, incident });
  return { page, component, incident };
}

export async function openIncident(writer: BenchWriter, { page, component, incident }: BenchPage): Promise<void> {
  await writer.write(
    {
      type: 'open-incident',
      page,
      incident,
      update: newId(),
      title: 'Slow',
      impact: 'major',
      status: 'investigating',
      body: 'x'.repeat(200),
      components: [{ id: component, status: 'partial_outage' }],
      notify: true,
    },
    { actor: 'bench' },
  );
}

/** An update to an incident that moves a component: what responders do most. Answers its id. */
export async function postUpdate(writer: BenchWriter, { page, component, incident }: BenchPage, update = newId()): Promise<string> {
  await writer.write(
    {
      type: 'post-update',
      page,
      incident,
      update,
      status: 'identified',
      body: 'x'.repeat(200),
      components: [{ id: component, status: 'major_outage' }],
      notify: true,
    },
    { actor: 'bench' },
  );
  return update;
}
