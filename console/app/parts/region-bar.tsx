import { useConsole } from '../console.ts';
import { lineOf } from '../state/region-line.ts';

/** One calm line: to which region one writes, and whether the others have it. */
export function RegionBar() {
  const { watch, regions, clock, words } = useConsole();
  const states = watch.value?.regions.value ?? [];
  const { text, tone } = lineOf(states, regions.here().name, clock.value, words);
  return (
    <p class={`region-bar ${tone}`} role="status" aria-label={words.regions.label}>
      <span class="dot" aria-hidden="true" />
      {text}
    </p>
  );
}
