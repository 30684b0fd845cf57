import type { PageView } from '../view.ts';

type Embed = NonNullable<PageView['embed']>;

/** The frame on pages of others, where nobody has said anything of it. */
export const usualEmbed = {
  position: 'bottom-right',
  incidentBackground: '#F6B26B',
  incidentText: '#000000',
  maintenanceBackground: '#6FA8DC',
  maintenanceText: '#000000',
} satisfies Required<{ [Name in keyof Embed]: string }>;
