import { settle } from '@pharos/core/process';
import { Problem } from '@pharos/core/problem';

const usage = `Usage: npm run bench -- mesh | live

  mesh   writes, crossing, convergence and document sizes, beside plain SQL and the database's own update rate
  live   the gateway beside Nchan, in the same run (installs nginx and its Nchan module from Debian); live --help

Prints a table and keeps it as JSON in .pharos/bench/.
`;

const [what = '--help', ...rest] = process.argv.slice(2);
try {
  if (what === '--help' || what === '-h') process.stdout.write(usage);
  else if (what === 'mesh') await (await import('../proof/mesh-bench/mesh.ts')).runMeshBench({ json: '.pharos/bench/mesh.json' });
  else if (what === 'live') await (await import('../proof/live-bench/bench.ts')).runLiveBench(rest);
  else throw new Problem('invalid', `there is no bench "${what}": mesh or live`);
} catch (error) {
  settle(() => {
    throw error;
  });
}
process.exit();
