import { Problem } from '@pharos/core/problem';

export function invalidField(path: string, message: string): Problem {
  return new Problem('invalid', `${path}: ${message}`, { fields: [{ path, message }] });
}
