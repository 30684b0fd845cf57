import { findWorld } from '@pharos/cli/world';
import { Problem } from '@pharos/core/problem';

type Environment = Record<string, string | undefined>;

/**
 * For which region a command speaks: the one that the environment describes; where that names no database, one of the world that runs
 * here: the first, or the one of `--in` or of `REGION`. Nothing is mixed of both.
 */
export async function regionEnvironment(
  given: readonly string[],
  env: Environment,
  say: (line: string) => void,
  worldFile?: string,
): Promise<{ env: Environment; words: string[] }> {
  const at = given.indexOf('--in');
  const wanted = at < 0 ? undefined : given[at + 1];
  if (at >= 0 && wanted === undefined) throw new Problem('invalid', '--in takes the name of a region');
  const words = at < 0 ? [...given] : given.toSpliced(at, 2);
  if (env['DATABASE_URL'] !== undefined && wanted === undefined) return { env, words };
  const world = await findWorld(worldFile);
  if (!world) {
    if (wanted !== undefined) throw new Problem('invalid', `--in ${wanted}: no world runs here; start one with \`npm start\``);
    return { env, words };
  }
  const name = wanted ?? env['REGION'] ?? world.regions[0]!.name;
  const region = world.regions.find((each) => each.name === name);
  if (!region)
    throw new Problem(
      'invalid',
      `there is no region ${name} in the world that runs here: ${world.regions.map((each) => each.name).join(', ')}`,
    );
  if (words.length > 0 && !words.includes('--help') && !words.includes('-h')) say(`(for ${name} of the world that runs here)`);
  return { env: { ...env, ...region.env }, words };
}
