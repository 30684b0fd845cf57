/**
 * Turns one tree into another with as few changes as can be: what stays keeps its focus, its scroll and whether it is
 * unfolded. Children with the same id are the same; others are by their place and tag.
 */
export function morph(from: Element, to: Element, onChanged: (element: Element) => void): void {
  const wanted = [...to.childNodes];
  const known = new Map([...from.children].filter(({ id }) => id).map((child) => [child.id, child]));
  let at = from.firstChild;
  for (const next of wanted) {
    const id = next instanceof Element ? next.id : '';
    const same = id ? known.get(id) : alike(at, next) ? at : undefined;
    if (!same) {
      const added = from.insertBefore(next.cloneNode(true), at);
      if (added instanceof Element && added.id) onChanged(added);
      continue;
    }
    if (same === at) at = at.nextSibling;
    else from.insertBefore(same, at);
    if (same instanceof Element && next instanceof Element) morphElement(same, next, onChanged);
    else if (same.nodeValue !== next.nodeValue) same.nodeValue = next.nodeValue;
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

function morphElement(from: Element, to: Element, onChanged: (element: Element) => void): void {
  // It was not made again: it is as it was.
  if (to.hasAttribute('data-same') || from.isEqualNode(to)) return;
  // Drawn by the server alone: what comes without it leaves it as it is.
  if (to.hasAttribute('data-kept') && to.childElementCount === 0) return;
  for (const name of from.getAttributeNames()) if (!to.hasAttribute(name) && !kept.has(name)) from.removeAttribute(name);
  for (const { name, value } of to.attributes) {
    if (!kept.has(name) && from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  if (from.id && from.matches('li, article')) onChanged(from);
  morph(from, to, onChanged);
}

// What the visitor did to the page is theirs: unfolded parts, and the times we added.
const kept = new Set(['open', 'title']);

function alike(a: Node | null, b: Node): a is ChildNode {
  if (!a || a.nodeType !== b.nodeType) return false;
  return !(a instanceof Element) || (b instanceof Element && a.tagName === b.tagName && !a.id && !b.id);
}
