// The place on the right: a short tour at first, then whatever was chosen on the map.
import { createLinkPanel } from './inspect-link.js';
import { createRegionPanel } from './inspect-region.js';
import { createTour } from './tour.js';

export function createInspector(root, acts) {
  let shown = '';
  let panel;
  const make = (selected) => {
    switch (selected.kind) {
      case 'link':
        return createLinkPanel(selected, acts);
      case 'region':
        return createRegionPanel(selected, acts);
      default:
        return createTour(acts);
    }
  };
  return {
    update: (state, selected) => {
      const key = JSON.stringify(selected);
      if (key !== shown) {
        shown = key;
        panel = make(selected);
        root.replaceChildren(panel.node);
      }
      panel.update(state);
    },
  };
}
