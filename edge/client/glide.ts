// What can come to another place as one. Whatever has no place of its own here goes along with what it stands in.
const parts = 'body > *, #main section, #main section > *, #main article > *, #main li';
const glideMs = 280;

/** Whatever is pushed to another place by a change goes there in sight, so that the eye can follow. To be called before; what it answers, after. */
export function glide(): () => void {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return () => undefined;
  const before = new Map<Element, number>();
  for (const element of document.querySelectorAll(parts)) {
    const { top, bottom } = element.getBoundingClientRect();
    // What comes into sight from below a screen away was there before, too.
    if (bottom > -innerHeight && top < 2 * innerHeight) before.set(element, top);
  }
  return () => {
    // All is looked at first: the first that moves would change what is seen of the next.
    const ways = [...before].flatMap(([element, top]) =>
      element.isConnected ? [[element, top - element.getBoundingClientRect().top] as const] : [],
    );
    const wayOf = new Map(ways);
    for (const [element, way] of ways) {
      const own = way - wayWith(element.parentElement, wayOf);
      if (Math.abs(own) < 1) continue;
      element.animate([{ transform: `translateY(${own}px)` }, { transform: 'none' }], { duration: glideMs, easing: 'ease-out' });
    }
  };
}

/** How far what it stands in takes it along. */
function wayWith(parent: Element | null, ways: Map<Element, number>): number {
  for (let around = parent; around; around = around.parentElement) {
    const way = ways.get(around);
    if (way !== undefined) return way;
  }
  return 0;
}
