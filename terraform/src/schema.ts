/**
 * What a provider takes for one type of resource, in the shortest form that can still be checked:
 * an attribute is its type, with `!` where it must be given and `=` where it is only ever answered (`"string!"`, `"string="`).
 */
export interface BlockSchema {
  attributes: Record<string, string>;
  blocks: Record<string, NestedSchema>;
}

export interface NestedSchema extends BlockSchema {
  /** How many there may be: `one` object, or a `list`, `set` or `map` of them. */
  many: 'one' | 'list' | 'set' | 'map';
  required?: true;
  /** There may be one of them at most. */
  max?: 1;
  /** Written `name = { ... }`, and not `name { ... }`. */
  assigned?: true;
  /** Only ever answered by the provider. */
  computed?: true;
}

export interface ProviderSchema {
  provider: string;
  version: string;
  bindings: string;
  settings: BlockSchema;
  resources: Record<string, BlockSchema>;
  data: Record<string, BlockSchema>;
}

export const isRequired = (type: string): boolean => type.endsWith('!');
export const isComputed = (type: string): boolean => type.endsWith('=');
