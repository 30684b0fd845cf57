import { Channel } from '@pharos/core/channel';
import { Id } from '@pharos/core/id';
import { Language } from '@pharos/core/language';
import { limits } from '@pharos/core/limits';
import { subscriptionStates, type SubscriptionState } from '@pharos/region/reading/subscription-lists';
import { addressFault, addressKinds, normalAddress } from '@pharos/resources/channels/addresses';
import { proofMax, Shape } from '@pharos/resources/subscription/changes';
import type { z } from 'zod';
import { subscriptionId } from '../routes/subscriptions.ts';
import { withoutMark } from '@pharos/core/csv';

// Of these, the column's name says what it holds.
const channelOf = new Map(Channel.options.map((channel) => [addressKinds[channel].column, channel]));
export const addressColumns = ['address', ...channelOf.keys()];
const besides = ['channel', 'components', 'incident', 'language', 'shape', 'state', 'consent', 'proof'] as const;

/** What is read of a file of subscriptions. Other columns are passed over, and named in the job. */
const knownColumns: readonly string[] = [...addressColumns, ...besides];
/** What one row says, by column. */
export type Fields = Record<string, string>;

/** Which column holds what; undefined: something that is none of ours. */
export function columnsOf(names: readonly string[]): (string | undefined)[] {
  const known = names.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replaceAll(/[\s_-]/g, ''),
  );
  return known.map((name, at) => (known.indexOf(name) === at ? knownColumns.find((each) => each === name) : undefined));
}

export function hasAddress(columns: readonly (string | undefined)[]): boolean {
  return columns.some((each) => each !== undefined && addressColumns.includes(each));
}

/** What is said, without what is empty. */
export function fieldsOf(cells: readonly string[], columns: readonly (string | undefined)[]): Fields {
  const said = columns.map((name, at) => [name, withoutMark((cells[at] ?? '').trim())] as const);
  return Object.fromEntries(said.filter(([name, cell]) => name !== undefined && cell !== ''));
}

export interface Row {
  id: string;
  channel: Channel;
  address: string;
  components: string[];
  incident: string | null;
  language: string | null;
  shape?: z.infer<typeof Shape>;
  state: SubscriptionState;
  proof: string | null;
}

export interface RowFault {
  field: string;
  message: string;
}

export interface ReadHow {
  isConsentGiven: boolean;
  chatStandIns?: readonly string[] | undefined;
}

/** One row, as far as it can be judged by itself. Nobody is active whose consent nobody has stated. */
export function readRow(page: string, fields: Fields, { isConsentGiven, chatStandIns }: ReadHow): Row | RowFault {
  const named = [...channelOf.keys()].find((each) => fields[each] !== undefined);
  const given = fields.address ?? (named && fields[named]);
  if (given === undefined) return { field: 'address', message: 'is missing' };
  const channel = Channel.safeParse(fields.channel?.toLowerCase() ?? (named ? channelOf.get(named) : 'email'));
  if (!channel.success) return { field: 'channel', message: `must be one of ${Channel.options.join(', ')}` };
  const fault = given.length > limits.addressMax ? 'is too long' : addressFault(channel.data, given, chatStandIns);
  if (fault) return { field: 'address', message: fault };
  const address = normalAddress(channel.data, given);

  const components = (fields.components ?? '').split(/[\s;,|]+/).filter((each) => each !== '');
  if (components.length > limits.componentsPerChangeMax)
    return { field: 'components', message: `are more than ${limits.componentsPerChangeMax}` };
  const ids = components.map((each) => Id.safeParse(each).data);
  if (ids.includes(undefined)) return { field: 'components', message: 'must be ids of components, with spaces between them' };
  const incident = fields.incident === undefined ? null : Id.safeParse(fields.incident).data;
  if (incident === undefined) return { field: 'incident', message: 'must be the id of an incident' };

  const language = fields.language === undefined ? null : Language.safeParse(fields.language).data;
  if (language === undefined) return { field: 'language', message: 'must be a language like de or pt-BR, or empty' };

  // Ours says it of all; where it is not a webhook it says nothing.
  const shape = Shape.optional().safeParse(channel.data === 'webhook' ? fields.shape?.toLowerCase() : undefined);
  if (!shape.success) return { field: 'shape', message: `must be ${Shape.options.join(' or ')}, or empty` };

  const state = subscriptionStates.find((each) => each === (fields.state?.toLowerCase() ?? 'active'));
  if (state === undefined) return { field: 'state', message: `must be one of ${subscriptionStates.join(', ')}, or empty` };
  if (fields.consent !== undefined && fields.consent.toLowerCase() !== 'given')
    return { field: 'consent', message: 'must be given, or empty' };
  if ((fields.proof ?? '').length > proofMax) return { field: 'proof', message: `has more than ${proofMax} letters` };
  const mayBeActive = isConsentGiven || fields.consent !== undefined;
  return {
    id: subscriptionId({ page, channel: channel.data, address, incident }),
    channel: channel.data,
    address,
    components: [...new Set(ids as string[])],
    incident,
    language,
    ...(shape.data !== undefined && { shape: shape.data }),
    state: state === 'active' && !mayBeActive ? 'pending' : state,
    proof: fields.proof ?? null,
  };
}
