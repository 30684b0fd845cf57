import { Channel } from '@pharos/core/channel';
import { Language } from '@pharos/core/language';
import { limits } from '@pharos/core/limits';
import { descriptionOf } from '@pharos/core/texts';
import { z } from 'zod';
import { rest, type Fields } from '../define-fields.ts';
import { Text } from '../field-values.ts';
import type { Json } from '../fold.ts';

const urlMax = 2_000;
const Https = z.string().max(urlMax).refine(isHttps, 'must be an address like https://example.com/logo.svg');
const Support = z.string().max(urlMax).refine(isSupport, 'must be an address like https://example.com/help or mailto:help@example.com');
const Colour = z.string().regex(/^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/, 'must be a colour like #0a84ff');
const Colours = z.object({ accent: Colour.optional(), background: Colour.optional(), text: Colour.optional() });
const corners = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;
const Embed = z.object({
  position: z.enum(corners).optional(),
  incidentBackground: Colour.optional(),
  incidentText: Colour.optional(),
  maintenanceBackground: Colour.optional(),
  maintenanceText: Colour.optional(),
});
const HeldEmbed = z.object({
  position: Text.optional(),
  incidentBackground: Text.optional(),
  incidentText: Text.optional(),
  maintenanceBackground: Text.optional(),
  maintenanceText: Text.optional(),
});
const HeldColours = z.object({ accent: Text.optional(), background: Text.optional(), text: Text.optional() });

/**
 * What a page looks like and says of itself: all of it is in the View, because the page is made of that. A setting is added here and
 * is in requests, documents, rows and Views from there; one that is at its default is in none of the last two.
 */
export const settings = {
  logo: {
    given: Https.nullable().optional().describe('Address of a picture that stands at the top; null: none'),
    held: Text.nullable().default(null),
    isShown: true,
  },
  favicon: {
    given: Https.nullable().optional().describe('Address of the sign in the browser’s tab; null: ours'),
    held: Text.nullable().default(null),
    isShown: true,
  },
  colours: {
    given: Colours.optional().describe('As `#0a84ff`; what is left out is as we have it'),
    held: HeldColours.default({}),
    isShown: true,
  },
  embed: {
    given: Embed.optional().describe('The frame that `embed/script.js` puts on other pages: in which corner, and its colours'),
    held: HeldEmbed.default({}),
    isShown: true,
  },
  css: {
    given: descriptionOf(limits.cssMax).nullable().optional().describe('A style of its own, after ours; it loads nothing from elsewhere'),
    held: Text.nullable().default(null),
    isShown: true,
  },
  language: {
    given: Language.optional().describe('In which its titles and updates are written'),
    held: Text.default('en'),
    isShown: true,
  },
  languages: {
    given: z.array(Language).max(limits.languagesMax).optional().describe('Others that readers may choose'),
    held: z.array(Text).default([]),
    isShown: true,
  },
  about: {
    given: descriptionOf(limits.aboutMax).nullable().optional().describe('What this page is about, in Markdown'),
    held: Text.nullable().default(null),
    isShown: true,
  },
  announcement: {
    given: descriptionOf(limits.announcementMax)
      .nullable()
      .optional()
      .describe('Something that all readers are told at the top, in Markdown, until it is taken away; null: nothing'),
    held: Text.nullable().default(null),
    isShown: true,
  },
  support: {
    given: Support.nullable().optional().describe('Where readers find help: an https or mailto address'),
    held: Text.nullable().default(null),
    isShown: true,
  },
  channels: {
    given: z.array(Channel).max(Channel.options.length).optional().describe('By which subscribers may be told; all, if nothing is said'),
    held: z.array(Text).nullable().default(null),
    isShown: true,
  },
} satisfies Fields;

/** Those that are not as they are where nobody has said anything. */
export function settingsOf(doc: object): Record<string, Json> {
  return Object.fromEntries(Object.entries(rest(settings, doc)).filter(([name, value]) => JSON.stringify(value) !== usual[name]));
}

const usual = Object.fromEntries(
  Object.entries(settings).map(([name, { held }]) => [name, JSON.stringify((held as z.ZodType).parse(undefined))]),
);

function isHttps(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'https:' && new URL(text).username === '';
}

function isSupport(text: string): boolean {
  return isHttps(text) || (URL.canParse(text) && new URL(text).protocol === 'mailto:');
}
