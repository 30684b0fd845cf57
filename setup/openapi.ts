import { describeApi } from '@pharos/api/described';

/** The description of the API, as it is checked in under `docs/openapi.json`. */
export function openApiText(): string {
  return `${JSON.stringify(describeApi(), null, 2)}\n`;
}
