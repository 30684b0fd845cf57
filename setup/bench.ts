import { settle } from '@pharos/core/process';
import { Problem } from '@pharos/core/problem';

const usage = `Usage: npm run bench -- mesh | live | api | edge | import

  mesh   writes, crossing, convergence and document sizes, beside plain SQL and the database's own update rate
  live   the gateway beside Nchan, in the same run (installs nginx and its Nchan module from Debian); live --help
  api    answers from memory beside a bare route, writes beside the raw transaction, what a crowd does to a responder (installs wrk from
         Debian; ends with 1 where a figure is missed); --rows cached,writes,uncached,crowded,refused,memory --runs 3
  edge   pages from memory beside nginx and a route that renders, the first view in a browser, what is left when all origins are gone,
         and how soon a change is everywhere (installs nginx, wrk and Chromium from Debian; ends with 1 where a figure is missed);
         --rows rate,first,large,dead,everywhere --runs 3
  import 100,000 subscribers and 5,000 incidents by the command, and once more: how long it takes, and what it takes of processors and
         memory (ends with 1 where a figure is missed); --subscribers 100000 --incidents 5000

Prints a table and keeps it as JSON in .pharos/bench/.
`;

const [what = '--help', ...rest] = process.argv.slice(2);
try {
  if (what === '--help' || what === '-h') process.stdout.write(usage);
  else if (what === 'mesh') await (await import('../proof/mesh-bench/mesh.ts')).runMeshBench({ json: '.pharos/bench/mesh.json' });
  else if (what === 'live') await (await import('../proof/live-bench/bench.ts')).runLiveBench(rest);
  else if (what === 'api') process.exitCode = (await (await import('../proof/api-bench/bench.ts')).runApiBench(rest)) ? 0 : 1;
  else if (what === 'edge') process.exitCode = (await (await import('../proof/edge-bench/bench.ts')).runEdgeBench(rest)) ? 0 : 1;
  else if (what === 'import') process.exitCode = (await (await import('../proof/import-bench/bench.ts')).runImportBench(rest)) ? 0 : 1;
  else throw new Problem('invalid', `there is no bench "${what}": mesh, live, api, edge or import`);
} catch (error) {
  settle(() => {
    throw error;
  });
}
process.exit();
