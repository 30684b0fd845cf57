import { shapeless, type HclFile } from './hcl.ts';

export interface Documents {
  /** Names of the files in `runbooks/`. */
  runbooks: Set<string>;
  /** Variables of `docs/config.md`. */
  variables: Set<string>;
}

/** Every alarm names a runbook that is there, every variable that the charts and secrets name is one that a role reads, and the regions are named once. */
export function documentFaults(files: HclFile[], { runbooks, variables }: Documents): string[] {
  const alarms = files.flatMap(({ path, text }) =>
    [...text.matchAll(/(?<!docs\/)\b([\w-]+\.md)"/g)]
      .filter(([, name]) => !runbooks.has(name!))
      .map(([, name]) => `${path}: there is no runbook ${name}`),
  );
  const silent = files.flatMap((file) =>
    Object.entries(file.body.resource?.aws_cloudwatch_metric_alarm ?? {})
      .filter(([, [alarm]]) => !String(alarm?.alarm_description).includes('runbooks/'))
      .map(([name]) => `${file.path}: the alarm ${name} names no runbook`),
  );
  return [...alarms, ...silent, ...variableFaults(files, variables), ...regionFaults(files)];
}

function variableFaults(files: HclFile[], variables: Set<string>): string[] {
  return files.flatMap(({ path, body }) => {
    const places = [...(body.locals ?? []).flatMap(({ secrets, shared }) => [secrets, shared]), body.output?.chart_values].map(shapeless);
    const named = places.flatMap((text) => text.match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g) ?? []);
    return [...new Set(named)].filter((name) => !variables.has(name)).map((name) => `${path}: no role reads ${name}`);
  });
}

/**
 * A further region is one entry: nobody but the entries and the routing table names one. `us-east-1` is also where CloudFront and Route 53
 * have their certificates and alarms, whichever regions there are.
 */
function regionFaults(files: HclFile[]): string[] {
  const entries = files.filter(({ path }) => /^environments\/[^/]+\/regions\.tf$/.test(path));
  const known = entries.flatMap(({ body }) =>
    Object.entries((body.variable?.regions?.[0]?.default ?? {}) as Record<string, { aws_region?: string }>),
  );
  const names = new Set(known.flatMap(([name, { aws_region }]) => [name, aws_region ?? name]).filter((name) => name !== 'us-east-1'));
  const others = files.filter(
    ({ path, folder }) =>
      path.endsWith('.tf') && folder !== 'state' && !entries.some((entry) => entry.path === path) && !path.endsWith('/areas.tf'),
  );
  return others.flatMap(({ path, text }) => {
    const words = [...text.replaceAll(/^\s*(?:#|description).*$/gm, '').matchAll(/"([\w-]+)"/g)].map(([, word]) => word!);
    return words.filter((word) => names.has(word)).map((word) => `${path}: names the region ${word}`);
  });
}
