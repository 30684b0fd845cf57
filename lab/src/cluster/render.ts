import { Problem } from '@pharos/core/problem';

/** A template of `deploy/` with its `${NAME}`s filled in, as `envsubst` does it; but what has no value is told by name. */
export function render(template: string, values: Readonly<Record<string, string>>): string {
  const missing = new Set<string>();
  const text = template.replace(/\$\{([A-Z_]+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) missing.add(name);
    return value ?? whole;
  });
  if (missing.size > 0) throw new Problem('invalid', `the template needs ${[...missing].join(', ')}`);
  return text;
}
