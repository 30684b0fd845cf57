import type { Fact } from '@pharos/resources/fact';

/** Tells who has scrolled on that there is something new above, and leads there. */
export function createNews(button: HTMLElement) {
  let first: Element | undefined;
  const seen = new IntersectionObserver((entries) => {
    if (entries.some(({ isIntersecting, target }) => isIntersecting && target === first)) hide();
  });
  const hide = () => {
    button.hidden = true;
    seen.disconnect();
    first = undefined;
  };
  button.addEventListener('click', () => {
    first?.scrollIntoView({ block: 'center' });
    const title = first?.closest('article')?.querySelector<HTMLElement>('h3 a, summary');
    hide();
    title?.focus({ preventScroll: true });
  });
  return (facts: Fact[]): void => {
    const posted = facts.flatMap((fact) => ('update' in fact ? (document.getElementById(`update-${fact.update}`) ?? []) : []));
    const above = posted.find((element) => element.getBoundingClientRect().bottom < 0);
    if (!above) return;
    first = above;
    seen.disconnect();
    seen.observe(first);
    button.hidden = false;
  };
}
