import type { Mine } from '../src/render/mine.ts';

/** What this visitor uses, as their browser keeps it; `onChange` is called whenever they say something else. */
export function createMine(page: string, main: HTMLElement, onChange: () => void): () => Mine {
  const name = `pharos mine ${page}`;
  let mine: Mine = { ...stored(name), isChoosing: false };

  const change = (to: Partial<Mine>) => {
    mine = { ...mine, ...to };
    try {
      localStorage.setItem(name, JSON.stringify({ chosen: [...mine.chosen], isOnly: mine.isOnly }));
    } catch {
      // For as long as the page is open, then.
    }
    onChange();
  };
  main.addEventListener('click', ({ target }) => {
    const pressed = target instanceof Element ? target.closest<HTMLElement>('[data-mine]')?.dataset['mine'] : undefined;
    if (pressed === 'choose') change({ isChoosing: true });
    if (pressed === 'only') change({ isOnly: !mine.isOnly });
    // Who has chosen wants to see it.
    if (pressed === 'done') change({ isChoosing: false, isOnly: mine.chosen.size > 0 });
  });
  main.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.dataset['pick'] === undefined) return;
    const chosen = new Set(mine.chosen);
    if (target.checked) chosen.add(target.dataset['pick']);
    else chosen.delete(target.dataset['pick']);
    change({ chosen });
  });
  return () => mine;
}

function stored(name: string): Pick<Mine, 'chosen' | 'isOnly'> {
  try {
    const { chosen, isOnly } = JSON.parse(localStorage.getItem(name) ?? '{}') as { chosen?: string[]; isOnly?: boolean };
    return { chosen: new Set(chosen), isOnly: isOnly === true };
  } catch {
    return { chosen: new Set(), isOnly: false }; // a browser that keeps nothing for us, or something that is not ours
  }
}
