import { join } from 'node:path';
import { capacity } from './capacity.ts';
import { deliveries } from './deliveries.ts';
import { edge } from './edge.ts';
import { live } from './live.ts';
import { mesh } from './mesh.ts';
import { overview } from './overview.ts';
import { region } from './region.ts';

const boards = { overview, region, mesh, live, deliveries, edge, capacity };

const folder = join(import.meta.dirname, '../dashboards');

/** Each file that is kept, with what belongs into it. */
export const files = Object.entries(boards).map(([name, board]) => ({
  file: join(folder, `${name}.json`),
  text: `${JSON.stringify(board.build(), null, 2)}\n`,
}));
