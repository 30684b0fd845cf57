import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { decode, encode, type Answer } from 'dns-packet';
import { Problem } from '@pharos/core/problem';

/** Asks a name server as a resolver does that says for whom it asks (RFC 7871: the first 24 bits of the visitor's address). */
export async function ask(port: number, name: string, visitor?: string): Promise<{ address?: string; names: string[] }> {
  const socket = createSocket('udp4');
  try {
    socket.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.send(encode({ type: 'query', id: 1, questions: [{ type: 'A', name }], additionals: visitor ? [subnetOf(visitor)] : [] }));
    const [message] = (await once(socket, 'message', { signal: AbortSignal.timeout(5_000) })) as [Buffer];
    const { answers = [], ...packet } = decode(message);
    // `rcode` is not in the types of the library, though it is in what it answers.
    const { rcode } = packet as unknown as { rcode: string };
    if (rcode !== 'NOERROR') throw new Problem('unavailable', `${name}: ${rcode}`);
    return { address: textOf(answers, 'A')[0], names: textOf(answers, 'CNAME') };
  } finally {
    socket.close();
  }
}

const textOf = (answers: Answer[], type: 'A' | 'CNAME'): string[] => answers.flatMap((each) => (each.type === type ? [each.data] : []));

const subnetOf = (ip: string) => ({
  type: 'OPT' as const,
  name: '.' as const,
  udpPayloadSize: 1232,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [{ code: 8 as const, type: 'CLIENT_SUBNET' as const, ip, family: 1, sourcePrefixLength: 24, scopePrefixLength: 0 }],
});
