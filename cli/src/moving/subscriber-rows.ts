import { limits } from '@pharos/core/limits';
import { lineFrom } from '@pharos/core/cut';
import { addressFault, channelOf } from '@pharos/resources/channels/addresses';
import type { Ids } from './ids.ts';
import type { LeftList } from './left-out.ts';
import { isLeftOut, type Taken } from './taken.ts';

export const subscriberColumns = ['channel', 'address', 'components', 'language', 'shape', 'state', 'proof'] as const;
export type SubscriberRow = Record<(typeof subscriberColumns)[number], string>;

const proofMax = 280;

/**
 * Who is taken along, as an import of subscribers takes them, judged before any of them is sent. They are read one after the other, and what
 * they say is all that is in memory.
 */
export async function* subscriberRows(subscribers: Taken['subscribers'], ids: Ids, left: LeftList): AsyncGenerator<SubscriberRow> {
  for await (const each of subscribers) {
    if (isLeftOut(each)) {
      left.add(each);
      continue;
    }
    const { address, components = [], language, shape, state, proof, file, line } = each;
    const channel = each.channel ?? channelOf(address);
    const leave = (why: string) =>
      left.add({ what: `a subscriber by ${channel}${line === undefined && proof ? ` (${proof})` : ''}`, why, file, line });
    const fault = address.length > limits.addressMax ? 'is too long' : addressFault(channel, address);
    if (fault !== undefined) {
      leave(`their address ${fault}`);
      continue;
    }
    const known = [...new Set((components ?? []).flatMap((id) => ids.component(id) ?? []))];
    // Nobody is told of more than they asked for.
    if (components !== null && components.length > 0 && known.length === 0) leave('what they are told of is not taken along');
    else if (known.length > limits.componentsPerChangeMax) leave(`they name more than ${limits.componentsPerChangeMax} components`);
    else {
      const said = { language: language ?? '', shape: shape ?? '', state: state ?? 'active', proof: lineFrom(proof ?? '', proofMax) };
      yield { channel, address, components: known.join(' '), ...said };
    }
  }
}
