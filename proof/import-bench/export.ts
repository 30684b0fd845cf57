import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface ExportSize {
  subscribers: number;
  incidents: number;
}

const components = 50;
const updatesPerIncident = 3;
const firstMs = Date.UTC(2021, 0, 1);
const hourMs = 3_600_000;

/** A page as somebody would bring it: five years of incidents with their updates, and its subscribers. */
export async function writeExport(folder: string, { subscribers, incidents }: ExportSize): Promise<void> {
  await mkdir(folder, { recursive: true });
  const lines = (head: string, rows: string[]) => `${head}\n${rows.join('\n')}\n`;
  const parts = Array.from({ length: components }, (_, at) => `c${at},Part ${at},Core ${at % 5}`);
  await writeFile(join(folder, 'components.csv'), lines('id,name,group', parts));
  const at = (incident: number, hours: number) => new Date(firstMs + incident * 8 * hourMs + hours * hourMs).toISOString();
  const told = Array.from({ length: incidents }, (_, id) => `i${id},Trouble ${id},minor,${at(id, 0)},${at(id, updatesPerIncident)}`);
  await writeFile(join(folder, 'incidents.csv'), lines('id,title,impact,startedAt,resolvedAt', told));
  const said = Array.from({ length: incidents * updatesPerIncident }, (_, place) => {
    const [id, step] = [Math.floor(place / updatesPerIncident), place % updatesPerIncident];
    const isLast = step === updatesPerIncident - 1;
    const body = isLast ? 'All is well again.' : `We look into it: look number ${step + 1}. `.repeat(5);
    return `i${id},${at(id, step + 1)},${isLast ? 'resolved' : 'investigating'},${body},${isLast ? '' : `c${id % components}=partial_outage`}`;
  });
  await writeFile(join(folder, 'updates.csv'), lines('incident,at,status,body,components', said));
  const people = function* () {
    yield 'address,components,proof\n';
    for (let id = 0; id < subscribers; id++)
      yield `person-${id}@example-${id % 97}.com,${id % 4 === 0 ? `c${id % components};c${(id + 7) % components}` : ''},signed up as number ${id}\n`;
  };
  await pipeline(Readable.from(people()), createWriteStream(join(folder, 'subscribers.csv')));
}
