import { indexedBytesMax } from './value.ts';

/** Caps that keep one document small: a page of text, a screen of components. */
export const limits = {
  nameMax: 200,
  descriptionMax: 2_000,
  bodyMax: 20_000,
  componentsPerChangeMax: 200,
  /** Each stands on the page, in each View and in each copy of it. */
  componentsPerPageMax: 500,
  /** They stand in each View too, and each is told with every other one: a tenth of what that holds. */
  groupsPerPageMax: 200,
  /** Deeper than this nobody finds anything again, and a small screen has no room to the left. */
  groupDepthMax: 8,
  /** More than this nobody finds the right one among. */
  templatesPerPageMax: 200,
  /** There are some 230 in the world. */
  smsCountriesMax: 250,
  addressMax: indexedBytesMax,
  /** A text written together: some five thousand words. */
  textMax: 30_000,
} as const;
