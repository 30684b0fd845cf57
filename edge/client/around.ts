import { morph } from './morph.ts';

/** Takes over what stands around the middle from the page as the server shows it now: name and logo, what is announced, colours, icon, texts below, and what the form offers. */
export function putAround(made: Document): void {
  for (const place of ['header > .top', '#announced', '#subscribe', 'footer']) {
    const [shown, next] = [document.querySelector(place), made.querySelector(place)];
    // Nobody's typing is taken away.
    if (shown && next && !isInUse(shown)) morph(shown, next, () => undefined);
  }
  const icon = made.querySelector('link[rel=icon]');
  const shownIcon = document.querySelector('link[rel=icon]');
  if (icon && shownIcon && !icon.isEqualNode(shownIcon)) shownIcon.replaceWith(icon.cloneNode());
  putBrand(made.querySelector('link[href*="/brand.css"]')?.getAttribute('href') ?? undefined);
}

function isInUse(shown: Element): boolean {
  const fields = [...shown.querySelectorAll<HTMLInputElement>('input:not([type=radio]):not([type=checkbox])')];
  return shown.contains(document.activeElement) || fields.some(({ value, defaultValue }) => value !== defaultValue);
}

/** The old colours stay until the new ones are there: nothing is shown without either. */
function putBrand(address: string | undefined): void {
  const old = document.querySelector('link[href*="/brand.css"]');
  if ((old?.getAttribute('href') ?? undefined) === address) return;
  if (address === undefined) return old?.remove();
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: address });
  link.addEventListener('load', () => old?.remove(), { once: true });
  document.head.append(link);
}
