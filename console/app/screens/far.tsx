import { lazily, type Lazy } from '../parts/lazily.tsx';
import type { PageRow } from '../state/pages.ts';
import type { Screen } from '../state/place.ts';
import type { View } from '../state/watch.ts';

export interface FarGiven {
  view: View;
  page: PageRow;
  thing: string | undefined;
}
type FarScreen = Exclude<Screen, 'now' | 'new' | 'incident' | 'components'>;

/** Screens that nobody needs within the first minute of an outage: each is loaded when it is first gone to. */
export const farScreens: Record<FarScreen, Lazy<FarGiven>> = {
  maintenance: lazily(async () => (await import('./maintenance.tsx')).MaintenanceScreen),
  templates: lazily(async () => (await import('./templates.tsx')).TemplatesScreen),
  subscribers: lazily(async () => (await import('./subscribers.tsx')).SubscribersScreen),
  metrics: lazily(async () => (await import('./metrics.tsx')).MetricsScreen),
  deliveries: lazily(async () => (await import('./deliveries.tsx')).DeliveriesScreen),
  settings: lazily(async () => (await import('./settings.tsx')).SettingsScreen),
  people: lazily(async () => (await import('./people.tsx')).PeopleScreen),
  keys: lazily(async () => (await import('./keys.tsx')).KeysScreen),
  audit: lazily(async () => (await import('./audit.tsx')).AuditScreen),
  account: lazily(async () => (await import('./account.tsx')).AccountScreen),
  start: lazily(async () => (await import('./start.tsx')).StartScreen),
};

export const Palette = lazily(async () => (await import('../parts/palette.tsx')).Palette);
export const ShortcutList = lazily(async () => (await import('../parts/shortcut-list.tsx')).ShortcutList);
export const ChannelPreviews = lazily(async () => (await import('../parts/channel-previews.tsx')).ChannelPreviews);
export const ScheduledList = lazily(async () => (await import('../parts/scheduled-list.tsx')).ScheduledList);
export const MakePage = lazily(async () => (await import('./make-page.tsx')).MakePageScreen);

export const isFar = (screen: Screen): screen is FarScreen => Object.hasOwn(farScreens, screen);

/** All of them, once there is time: a region that dies later takes none away that was not looked at yet. */
export async function fetchAllScreens(): Promise<void> {
  // One that does not come is asked for again when it is gone to.
  for (const { fetch } of [...Object.values(farScreens), Palette, ShortcutList, ScheduledList, ChannelPreviews])
    await fetch().catch(() => undefined);
}
