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
  /** Each stands in each View: more than this no team keeps up to date during an outage. */
  languagesMax: 10,
  /** What a reader goes on to from one incident. */
  relatedMax: 20,
  /** Each is work that somebody has not finished. */
  draftsPerPageMax: 200,
  /** Each is said to visitors at a time: more than this nobody plans. */
  publicationsPerPageMax: 200,
  /** More than these send alerts to no team. */
  alertSourcesPerPageMax: 50,
  /** Those that were over a month ago are forgotten. More than this at once is no alert any more. */
  alertsPerPageMax: 2_000,
  /** What senders group into one message. */
  alertsPerRequestMax: 200,
  /** An incident of days, with a word to the team each quarter of an hour. They stand in one document, with room to spare. */
  notesPerIncidentMax: 200,
  noteMax: 4_000,
  /** More than a person fills in by hand. Each is a sentence or two, or some lines of a log. */
  variablesMax: 50,
  variableMax: 2_000,
  /** A style of its own and a text about a page stand in each View of it. */
  cssMax: 10_000,
  aboutMax: 5_000,
  announcementMax: 1_000,
  /** The offices and data centres of a large company. Each is looked at with each request that brings no token. */
  networksMax: 100,
  /** Switches of one page or organisation. */
  featuresMax: 50,
  /** More than a page shows. */
  metricsPerPageMax: 200,
  /** A day by the minute, and some; with their times they fit in a body. */
  pointsPerPushMax: 2_000,
  /** A month before: what is further off nobody keeps in mind. */
  remindMinutesMax: 43_200,
  /** There are some 230 in the world. */
  smsCountriesMax: 250,
  addressMax: indexedBytesMax,
  /** A text written together: some five thousand words. */
  textMax: 30_000,
} as const;
