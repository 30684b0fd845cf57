import { z } from 'zod';
import { Id } from './id.ts';
import { ComponentStatus, Impact, IncidentStatus, MaintenanceStatus } from './severity.ts';
import { indexedBytesMax, isIndexable, isPlainText, isStorable, Time } from './value.ts';

// Caps that keep one document small: a page of text, a screen of components.
export const limits = {
  nameMax: 200,
  descriptionMax: 2_000,
  bodyMax: 20_000,
  componentsPerChangeMax: 200,
  /** Each stands on the page, in each View and in each copy of it. */
  componentsPerPageMax: 500,
  /** There are some 230 in the world. */
  smsCountriesMax: 250,
  addressMax: indexedBytesMax,
  /** A text written together: some five thousand words. */
  textMax: 30_000,
} as const;

// No control characters: what is a name here becomes a mail header or an SMS there.
const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => !/\p{Cc}/u.test(text), 'must be one line without control characters')
    .refine((text) => text.isWellFormed(), 'must be whole characters');
const name = line(limits.nameMax);
const notStorable = 'must be whole characters, without NUL';
const notPlain = 'must hold no control characters but line breaks and tabs';
const plain = (text: z.ZodString) => text.refine(isStorable, notStorable).refine(isPlainText, notPlain);
const body = plain(z.string().trim().min(1).max(limits.bodyMax));
const sharedText = plain(z.string().max(limits.textMax));
// A browser's own document in base64: its text, and what Yjs notes beside it.
const updateCharsMax = 131_072;
const description = plain(z.string().trim().max(limits.descriptionMax));
export const Slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'lower-case letters, digits and dashes, at most 63');
const hostMax = 253;
/** A name of the DNS, with at least one dot, never an address; other letters than a-z as the DNS has them (`xn--...`). */
export const Host = z
  .string()
  .trim()
  .toLowerCase()
  .max(hostMax)
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/, 'must be a host name like status.example.com');
export const TimeZone = z.string().max(64).refine(isTimeZone, 'must be an IANA time zone, e.g. Europe/Berlin');
/** The beginning of a number: a country, or a part of one. */
export const DialingCode = z.string().regex(/^\+[1-9]\d{0,6}$/, 'must be the beginning of a number, like +49');
const order = z.string().regex(/^[0-9A-Za-z]{1,64}$/, 'a fractional index: digits and letters');
const affected = z.array(z.object({ id: Id, status: ComponentStatus })).max(limits.componentsPerChangeMax);

export const Channel = z.enum(['email', 'sms', 'webhook']);
export type Channel = z.infer<typeof Channel>;

export const Scope = z.enum(['read', 'write', 'admin']);
export type Scope = z.infer<typeof Scope>;

/**
 * What somebody asks for. Every thing is named by the one who asks (`idFrom` the idempotency key), so that the same
 * request sent to two regions makes one thing.
 */
export const Change = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('create-page'),
    page: Id,
    name,
    slug: Slug,
    timeZone: TimeZone.default('UTC'),
    private: z.boolean().optional(),
  }),
  z.object({
    type: z.literal('edit-page'),
    page: Id,
    name: name.optional(),
    slug: Slug.optional(),
    timeZone: TimeZone.optional(),
    private: z.boolean().optional(),
    /** Tokens given to readers before this moment are void. */
    revokeTokens: z.literal(true).optional(),
    /** Null: none any more. */
    domain: Host.nullable().optional(),
    /** Where strangers may have an SMS sent; empty: nowhere. */
    smsCountries: z.array(DialingCode).max(limits.smsCountriesMax).optional(),
  }),

  z.object({
    type: z.literal('create-component'),
    page: Id,
    component: Id,
    name,
    description: description.default(''),
    group: name.nullable().default(null),
    order: order.optional(),
    status: ComponentStatus.default('operational'),
  }),
  z.object({
    type: z.literal('edit-component'),
    page: Id,
    component: Id,
    name: name.optional(),
    description: description.optional(),
    group: name.nullable().optional(),
    order: order.optional(),
    status: ComponentStatus.optional(),
  }),
  z.object({ type: z.literal('remove-component'), page: Id, component: Id }),

  z.object({
    type: z.literal('open-incident'),
    page: Id,
    incident: Id,
    update: Id,
    title: name,
    impact: Impact,
    status: IncidentStatus.default('investigating'),
    body,
    components: affected.default([]),
    /** When it began, if that was earlier than now. */
    startedAt: Time.optional(),
    notify: z.boolean().default(true),
  }),
  z.object({
    type: z.literal('post-update'),
    page: Id,
    incident: Id,
    update: Id,
    status: IncidentStatus,
    body,
    impact: Impact.optional(),
    components: affected.optional(),
    notify: z.boolean().default(true),
  }),
  z.object({ type: z.literal('edit-incident'), page: Id, incident: Id, title: name.optional(), impact: Impact.optional() }),
  z.object({ type: z.literal('edit-update'), page: Id, incident: Id, update: Id, body }),
  z.object({
    type: z.literal('edit-postmortem'),
    page: Id,
    incident: Id,
    /** The whole text as it should be; and what the writer had before them, so that nothing of others is taken back. */
    text: sharedText.optional(),
    base: sharedText.optional(),
    /** Instead of a text: a Yjs update of the writer's own copy, in base64. */
    update: z.base64().min(1).max(updateCharsMax).optional(),
    published: z.boolean().optional(),
  }),
  z.object({ type: z.literal('remove-incident'), page: Id, incident: Id }),
  z.object({ type: z.literal('restore-incident'), page: Id, incident: Id }),

  z.object({
    type: z.literal('schedule-maintenance'),
    page: Id,
    maintenance: Id,
    update: Id,
    title: name,
    body,
    startsAt: Time,
    endsAt: Time,
    components: z.array(Id).max(limits.componentsPerChangeMax).default([]),
    notify: z.boolean().default(true),
  }),
  z.object({
    type: z.literal('post-maintenance-update'),
    page: Id,
    maintenance: Id,
    update: Id,
    status: MaintenanceStatus,
    body,
    notify: z.boolean().default(true),
  }),
  z.object({ type: z.literal('remove-maintenance'), page: Id, maintenance: Id }),

  z.object({
    type: z.literal('subscribe'),
    page: Id,
    subscription: Id,
    channel: Channel,
    address: line(limits.addressMax).refine(isIndexable, `must be at most ${indexedBytesMax} bytes`),
    /** Empty: everything on the page. */
    components: z.array(Id).max(limits.componentsPerChangeMax).default([]),
    /** False until the person has answered the question that was sent to the address. */
    confirmed: z.boolean(),
  }),
  z.object({ type: z.literal('confirm-subscription'), page: Id, subscription: Id }),
  z.object({ type: z.literal('unsubscribe'), page: Id, subscription: Id }),

  z.object({ type: z.literal('create-account'), account: Id, name }),
  z.object({
    type: z.literal('create-api-key'),
    key: Id,
    /** The page it opens; none: every page of this installation. */
    page: Id.nullable(),
    name,
    scopes: z.array(Scope).min(1).max(Scope.options.length),
    /** SHA-256 of the secret, in hex: the secret itself is never stored. */
    hash: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  z.object({ type: z.literal('revoke-api-key'), key: Id }),
]);
export type Change = z.infer<typeof Change>;
export type ChangeOf<T extends Change['type']> = Extract<Change, { type: T }>;

// To ask the runtime takes microseconds, and each write to a page asks. There are some six hundred, in few spellings.
const knownZones = new Set<string>();
const knownZonesMax = 5_000;

/** Does this version of the runtime know it? */
export function isTimeZone(zone: string): boolean {
  if (knownZones.has(zone)) return true;
  const isKnown = doesRuntimeKnow(zone);
  if (isKnown && knownZones.size < knownZonesMax) knownZones.add(zone);
  return isKnown;
}

function doesRuntimeKnow(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}
