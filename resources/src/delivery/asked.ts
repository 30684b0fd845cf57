import { Channel } from '@pharos/core/channel';
import { Id } from '@pharos/core/id';
import { ComponentStatus, Impact, IncidentStatus } from '@pharos/core/severity';
import { z } from 'zod';

/*
 * What the notifier of a region is asked over the region's bus by those who may not look into its ledger: its tables are its own. A
 * notice stands in the ledger of the region that wrote its update, and in no other.
 */

export const deliveryStates = ['pending', 'sending', 'accepted', 'delivered', 'unknown', 'suppressed', 'failed', 'dead'] as const;
export const DeliveryState = z.enum(deliveryStates);

// Of a notice to more than these, as many are counted: it is said that there are more.
export const countedMax = 50_000;

const slice = { after: z.string().optional(), limit: z.int().min(1).max(100) };

export const NoticesQuestion = z.object({
  what: z.literal('notices'),
  page: Id,
  /** Of one incident or maintenance alone. */
  thing: Id.optional(),
  ...slice,
});
export const DeliveriesQuestion = z.object({
  what: z.literal('deliveries'),
  page: Id,
  of: z.union([z.object({ notice: Id }), z.object({ subscription: Id })]),
  state: DeliveryState.optional(),
  ...slice,
});
/** What subscribers would be sent if this were published. */
export const PreviewQuestion = z.object({
  what: z.literal('preview'),
  page: Id,
  pageName: z.string(),
  title: z.string(),
  body: z.string(),
  status: IncidentStatus,
  impact: Impact,
  /** It begins an incident. */
  opened: z.boolean(),
  /** What it says of components. */
  components: z.array(z.object({ id: Id, status: ComponentStatus })).default([]),
  /** For whom asked for another than the page's own. */
  language: z.string().nullable().default(null),
  at: z.string(),
});
export const NotifierQuestion = z.discriminatedUnion('what', [NoticesQuestion, DeliveriesQuestion, PreviewQuestion]);
export type NotifierQuestion = z.infer<typeof NotifierQuestion>;

const About = z.object({
  type: z.enum(['incident', 'maintenance']).nullable().describe('null: a question whether somebody wants to be told'),
  thing: z.string().nullable().describe('The incident or the maintenance'),
  title: z.string().nullable(),
  status: z.string().nullable(),
});

/** Something that was told to subscribers. */
export const ToldNotice = About.extend({
  id: z.string().describe('The update that was told'),
  at: z.string(),
  total: z.int().describe('How many deliveries there are so far'),
  isExpanded: z.boolean().describe('Everybody who is to be told stands in the ledger'),
  trouble: z.string().nullable().describe('Why it is set aside: it goes on after an upgrade'),
  states: z.array(z.object({ channel: Channel, state: DeliveryState, count: z.int() })),
  isCapped: z.boolean().describe(`There are more than ${countedMax}, of which so many were counted`),
});
export type ToldNotice = z.infer<typeof ToldNotice>;

export const ToldAttempt = z.object({
  attempt: z.int(),
  provider: z.string(),
  at: z.string(),
  tookMs: z.int(),
  outcome: z.string(),
  code: z.string().nullable(),
});

/** One notice for one subscriber on one channel. */
export const ToldDelivery = About.extend({
  id: z.string(),
  notice: z.string(),
  channel: Channel,
  subscription: z.string(),
  address: z.string().describe('As far as it is no secret'),
  state: DeliveryState,
  provider: z.string().nullable().describe('Who was asked last'),
  error: z.string().nullable().describe('What came of it, where nothing was sent: its class'),
  code: z.string().nullable().describe('What the provider said'),
  nextAt: z.string().nullable().describe('When it is tried again'),
  createdAt: z.string(),
  updatedAt: z.string(),
  attempts: z.array(ToldAttempt).describe('The last ten calls of a provider, the latest first'),
});
export type ToldDelivery = z.infer<typeof ToldDelivery>;

/** A provider as the notifier that answers sees it: each has its own breakers. */
export const ProviderState = z.object({
  channel: Channel,
  provider: z.string(),
  breaker: z.enum(['closed', 'open', 'half-open']).describe('open: it failed again and again, and is left in peace for a minute'),
});
export type ProviderState = z.infer<typeof ProviderState>;

export const NoticesAnswer = z.object({ items: z.array(ToldNotice), next: z.string().nullable(), providers: z.array(ProviderState) });
export const DeliveriesAnswer = z.object({ items: z.array(ToldDelivery), next: z.string().nullable() });

export const PreviewAnswer = z.object({
  email: z.object({ subject: z.string(), text: z.string().describe('Its plain half; the other says the same in HTML') }),
  sms: z.object({
    text: z.string(),
    segments: z.int().describe('What it costs: so many messages'),
    isSent: z.boolean().describe('False: of this update no SMS is sent, which are for what begins and what ends'),
  }),
  chat: z
    .object({ summary: z.string(), title: z.string(), text: z.string(), facts: z.array(z.string()) })
    .describe('What the card in a room says, in whatever shape its service gives it'),
  webhook: z.object({ body: z.string().describe('JSON, as an endpoint gets it') }),
});

export interface NotifierAnswers {
  preview: z.infer<typeof PreviewAnswer>;
  notices: z.infer<typeof NoticesAnswer>;
  deliveries: z.infer<typeof DeliveriesAnswer>;
}
export const notifierAnswers = { notices: NoticesAnswer, deliveries: DeliveriesAnswer, preview: PreviewAnswer } as const satisfies {
  [What in NotifierQuestion['what']]: z.ZodType<NotifierAnswers[What]>;
};

/** It was understood, and cannot be answered as it was asked. */
export const Refused = z.object({ refused: z.string() });
