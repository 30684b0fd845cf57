import { Channel } from '@pharos/core/channel';
import { codeOf } from '@pharos/resources/statuspage/code';
import { timeOf } from '@pharos/resources/statuspage/parts';
import type { PageView } from '@pharos/resources/view';
import { z } from 'zod';
import type { Call } from './call.ts';
import type { Dialect } from './dialect.ts';
import { pagingOf, readPage } from './paging.ts';
import { Flag, maybe, Text, TextOrNull } from './values.ts';

const Said = z.object({
  name: maybe(Text),
  subdomain: maybe(Text),
  domain: TextOrNull.optional(),
  time_zone: maybe(Text),
  page_description: TextOrNull.optional(),
  support_url: TextOrNull.optional(),
  viewers_must_be_team_members: maybe(Flag),
  allow_email_subscribers: maybe(Flag),
  allow_sms_subscribers: maybe(Flag),
  allow_webhook_subscribers: maybe(Flag),
  css_body_background_color: maybe(Text),
  css_font_color: maybe(Text),
  css_link_color: maybe(Text),
});
type Said = z.infer<typeof Said>;

const channels = ['email', 'sms', 'webhook'] as const;
const isNamed = (channel: string): channel is (typeof channels)[number] => (channels as readonly string[]).includes(channel);

export function pageRoutes({ on }: Dialect): void {
  on('GET', '/pages', async (call) => {
    const pages = await readPage<PageView>({ ...call, ask: call.askApi }, '/v1/pages', pagingOf(call));
    return { body: pages.map(bodyOf) };
  });
  on('GET', '/pages/:page', async (call) => ({ body: bodyOf(await read(call)) }));
  on(['PATCH', 'PUT'], '/pages/:page', async (call) => {
    const said = await call.said('page', Said);
    const edit = asOurs(said, await read(call));
    if (Object.values(edit).some((value) => value !== undefined)) await call.ask('PATCH', '', edit);
    return { body: bodyOf(await read(call)) };
  });
}

function read(call: Call): Promise<PageView> {
  return call.ask<PageView>('GET', '');
}

function asOurs(said: Said, page: PageView): Record<string, unknown> {
  const { css_body_background_color: background, css_font_color: text, css_link_color: accent } = said;
  const colours = Object.fromEntries(Object.entries({ background, text, accent }).filter(([, value]) => value !== undefined));
  // Those that are not named there stay as they are.
  const allowed = Channel.options.filter((channel) => {
    const asked = isNamed(channel) ? said[`allow_${channel}_subscribers`] : undefined;
    return asked ?? page.channels?.includes(channel) ?? true;
  });
  const saysChannels = channels.some((channel) => said[`allow_${channel}_subscribers`] !== undefined);
  return {
    name: said.name,
    slug: said.subdomain,
    domain: said.domain,
    timeZone: said.time_zone,
    about: said.page_description,
    support: said.support_url,
    visibility:
      said.viewers_must_be_team_members === undefined ? undefined : said.viewers_must_be_team_members ? 'signed-in' : isShut(page),
    channels: saysChannels ? allowed : undefined,
    colours: Object.keys(colours).length > 0 ? { ...page.colours, ...colours } : undefined,
  };
}

// What is shut in another way than by its team stays so: that it is not by its team is said already.
function isShut(page: PageView): 'public' | undefined {
  return page.private && page.visibility === 'signed-in' ? 'public' : undefined;
}

function bodyOf(page: PageView) {
  const { colours = {} } = page;
  const allows = (channel: (typeof channels)[number]) => page.channels?.includes(channel) ?? true;
  const domain = page.domain?.state === 'confirmed' ? page.domain.host : null;
  return {
    id: codeOf(page.id),
    created_at: page.createdAt === undefined ? null : timeOf(page.createdAt),
    updated_at: page.updatedAt === undefined ? null : timeOf(page.updatedAt),
    name: page.name,
    page_description: page.about ?? null,
    headline: null,
    branding: 'basic',
    subdomain: page.slug,
    domain,
    url: domain === null ? null : `https://${domain}`,
    support_url: page.support ?? null,
    hidden_from_search: page.private === true,
    allow_page_subscribers: page.channels?.length !== 0,
    allow_incident_subscribers: page.channels?.length !== 0,
    allow_email_subscribers: allows('email'),
    allow_sms_subscribers: allows('sms'),
    allow_rss_atom_feeds: true,
    allow_webhook_subscribers: allows('webhook'),
    notifications_from_email: null,
    notifications_email_footer: null,
    activity_score: 0,
    twitter_username: null,
    viewers_must_be_team_members: page.private === true && page.visibility === 'signed-in',
    ip_restrictions: null,
    city: null,
    state: null,
    country: null,
    time_zone: page.timeZone === 'UTC' ? 'Etc/UTC' : page.timeZone,
    css_body_background_color: colours.background ?? null,
    css_font_color: colours.text ?? null,
    css_light_font_color: null,
    css_greens: null,
    css_yellows: null,
    css_oranges: null,
    css_blues: null,
    css_reds: null,
    css_border_color: null,
    css_graph_color: null,
    css_link_color: colours.accent ?? null,
    css_no_data: null,
    favicon_logo: { url: page.favicon ?? null },
    transactional_logo: { url: page.logo ?? null },
    hero_cover: { url: null },
    email_logo: { url: page.logo ?? null },
    twitter_logo: { url: null },
  };
}
