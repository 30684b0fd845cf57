// Who is nearer to the top than this reads what is new as it comes; whoever has scrolled on reads something else.
const topMax = 80;

export const isAtTop = (): boolean => scrollY < topMax;

/**
 * Remembers where the visitor is: what they read stays where it is on the screen, and what they had in hand stays in hand, also
 * where it was put into another place. To be called before a change; what it answers, after it.
 */
export function keepPlace(main: HTMLElement): () => void {
  const { style } = document.documentElement;
  const held = document.activeElement instanceof HTMLElement && main.contains(document.activeElement) ? document.activeElement : undefined;
  const read = isAtTop() ? [] : readNow(main, held);
  // The browser's own way of doing this would do it once more; and not all have one.
  style.overflowAnchor = 'none';
  return () => {
    if (held && !held.isConnected) sameAs(main, held).focus({ preventScroll: true });
    const left = read.find(({ element }) => element.isConnected && element.getClientRects().length > 0);
    const by = left ? left.element.getBoundingClientRect().top - left.top : 0;
    if (Math.abs(by) >= 1) scrollBy({ top: by, behavior: 'instant' });
    requestAnimationFrame(() => (style.overflowAnchor = ''));
  };
}

interface Read {
  element: Element;
  top: number;
}

/** What is on the screen, the most telling first: what is in hand, what begins there, what goes on there. */
function readNow(main: Element, held: Element | undefined): Read[] {
  const shown: Read[] = [];
  for (const element of main.querySelectorAll('[id]')) {
    const { top, bottom } = element.getBoundingClientRect();
    if (bottom > 0 && top < innerHeight && bottom > top) shown.push({ element, top });
  }
  const rank = ({ element, top }: Read) => (element === held ? -1 : top >= 0 ? top : innerHeight - top);
  if (held) shown.push({ element: held, top: held.getBoundingClientRect().top });
  return shown.sort((a, b) => rank(a) - rank(b));
}

/** It where it is now, or what leads to the same; else the whole. */
function sameAs(main: HTMLElement, held: HTMLElement): HTMLElement {
  const href = held.getAttribute('href');
  const place = held.id ? `#${CSS.escape(held.id)}` : href ? `a[href="${CSS.escape(href)}"]` : undefined;
  return (place && main.querySelector<HTMLElement>(place)) || main;
}
