// What networks and providers take for a farewell when it is all that somebody writes.
const farewells = /^(stop|stop ?all|unsubscribe|cancel|end|quit|revoke|opt ?out|arr[eê]t)$/i;

/** Is this whole message somebody's wish to be left in peace? A sentence that holds such a word is not: people answer to news. */
export function isFarewell(text: string): boolean {
  return farewells.test(
    text
      .trim()
      .replace(/[.!]+$/, '')
      .trim(),
  );
}
