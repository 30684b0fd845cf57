import { Problem } from '@pharos/core/problem';
import { Mapping } from '@pharos/resources/source/fields';
import { alertOf, labelsOfTags, wordOf, type Alert } from '../alert.ts';

const usual = Mapping.parse({});

/** A body of any shape, or a list of them, by where the parts stand in it. */
export function generic(body: unknown, mapping: Mapping = usual): Alert[] {
  return (Array.isArray(body) ? body : [body]).map((each: unknown, at) => {
    const where = Array.isArray(body) ? `${at}.` : '';
    const word = (path: string) => wordOf(valueAt(each, path));
    const required = (path: string): string => {
      const found = word(path);
      if (found !== '') return found;
      const message = 'is missing: the source says that it stands here';
      throw new Problem('invalid', `${where}${path} ${message}`, { fields: [{ path: `${where}${path}`, message }] });
    };
    const state = required(mapping.state).toLowerCase();
    return alertOf({
      key: required(mapping.key),
      isFiring: mapping.firing.some((each) => each.toLowerCase() === state),
      title: word(mapping.title),
      text: word(mapping.text),
      labels: labelsIn(valueAt(each, mapping.labels)),
    });
  });
}

function valueAt(value: unknown, path: string): unknown {
  let found = value;
  for (const part of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined;
    found = (found as Record<string, unknown>)[part];
  }
  return found;
}

function labelsIn(value: unknown): Record<string, unknown> {
  if (Array.isArray(value)) return labelsOfTags(value.map(wordOf).filter((tag) => tag !== ''));
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
