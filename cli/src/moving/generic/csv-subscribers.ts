import { channelOf } from '@pharos/resources/channels/addresses';
import { Channel } from '@pharos/core/channel';
import { readCsvFile } from '../reading/csv-file.ts';
import type { LeftOut, TakenSubscriber } from '../taken.ts';

// The column says what it holds. Other programs call them so.
const columns: Record<string, Channel> = {
  email: 'email',
  emailaddress: 'email',
  mail: 'email',
  phone: 'sms',
  phonenumber: 'sms',
  sms: 'sms',
  webhook: 'webhook',
  webhookurl: 'webhook',
  endpoint: 'webhook',
};

export interface SubscribersOptions {
  /** What a word of the column `components` means: an id, or a name. */
  componentOf(word: string): string;
  /** The program it is an export of. */
  from: string;
}

/** Subscribers of a file, row by row: of any size. */
export async function* csvSubscribers(
  { name, path }: { name: string; path: string },
  { componentOf, from }: SubscribersOptions,
): AsyncGenerator<TakenSubscriber | LeftOut> {
  for await (const { line, cells } of readCsvFile(path, [`address|${Object.keys(columns).join('|')}`])) {
    const named = Object.keys(columns).find((each) => cells[each] !== undefined);
    const address = cells['address'] ?? (named === undefined ? undefined : cells[named]);
    const place = { file: name, line };
    if (address === undefined) {
      yield { what: 'a row', why: 'it has no address', ...place };
      continue;
    }
    const said = cells['channel']?.toLowerCase();
    const channel = said === undefined ? (named === undefined ? channelOf(address) : columns[named]) : Channel.safeParse(said).data;
    if (channel === undefined) {
      yield { what: `a subscriber by ${said}`, why: `a channel is one of ${Channel.options.join(', ')}`, ...place };
      continue;
    }
    const state = stateOf(cells);
    if (state === 'pending') {
      yield { what: 'a subscriber', why: 'they never confirmed it there: they sign up anew', ...place };
      continue;
    }
    const shape = cells['shape']?.toLowerCase() === 'statuspage' ? ('statuspage' as const) : undefined;
    const told = { channel, address, language: cells['language'], shape, state };
    const components = (cells['components'] ?? '').split(/[;|\n]/).map((word) => word.trim());
    const proof = cells['proof'] ?? `line ${line} of ${name}, an export of ${from}${since(cells)}`;
    yield { ...told, components: components.filter((word) => word !== '').map(componentOf), proof, ...place };
  }
}

function stateOf(cells: Record<string, string>): 'pending' | 'active' | 'ended' {
  const state = (cells['state'] ?? cells['status'] ?? '').toLowerCase();
  const confirmed = cells['confirmed']?.toLowerCase();
  if (['ended', 'unsubscribed'].includes(state) || cells['unsubscribedat'] !== undefined) return 'ended';
  return ['pending', 'unconfirmed'].includes(state) || ['false', 'no', '0'].includes(confirmed ?? '') ? 'pending' : 'active';
}

function since(cells: Record<string, string>): string {
  const at = cells['confirmedat'] ?? cells['verifiedat'] ?? cells['createdat'] ?? cells['created'];
  return at === undefined ? '' : `, ${at}`;
}
