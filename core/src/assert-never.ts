/** The compiler proves that a switch is complete; at run time a stranger from the wire is a bug, told at once. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}
