import { seededRandom } from '@pharos/core/random';
import { headMax, parseRequest } from '../../sse-gateway/src/door/http-request.ts';

export interface Fuzzed {
  cases: number;
  accepted: number;
  refused: number;
  incomplete: number;
}

const seeds = [
  'GET /live/0192f0c4-0000-7000-8000-000000000000?after=v1.BwE HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nLast-Event-ID: v1.BwE\r\n\r\n',
  'OPTIONS /live/x HTTP/1.1\r\nHost: a\r\nOrigin: http://b\r\nAccess-Control-Request-Headers: accept\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n',
].map((text) => Buffer.from(text, 'latin1'));
const spice = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  ' ',
  '\t',
  ':',
  'Host: b\r\n',
  'Content-Length: 1\r\n',
  'Transfer-Encoding: chunked\r\n',
  '\r\n ',
  '\x80',
  '%00',
  'HTTP/1.0',
];

/** Bends good requests in random ways, and throws at the first that is accepted though it is not plainly one request without a body. */
export function fuzzParser(cases: number, seed: number): Fuzzed {
  const random = seededRandom(seed);
  const nat = (below: number) => Math.floor(random() * below);
  const counted: Fuzzed = { cases, accepted: 0, refused: 0, incomplete: 0 };
  for (let turn = 0; turn < cases; turn++) {
    let data = Buffer.from(seeds[nat(seeds.length)]!);
    for (let bends = nat(4); bends >= 0; bends--) data = bend(data, nat);
    const parsed = parseRequest(data);
    if (parsed.kind === 'bad') counted.refused++;
    else if (parsed.kind === 'incomplete') counted.incomplete++;
    else {
      counted.accepted++;
      const wrong = suspicion(data.subarray(0, parsed.end).toString('latin1'));
      if (wrong) throw new Error(`accepted ${JSON.stringify(data.toString('latin1'))}: ${wrong} (seed ${seed}, case ${turn})`);
    }
    if (parsed.kind === 'incomplete' && (data.includes('\r\n\r\n') || data.length > headMax)) {
      throw new Error(`waits for more of ${JSON.stringify(data.toString('latin1'))} (seed ${seed}, case ${turn})`);
    }
  }
  return counted;
}

function bend(data: Buffer, nat: (below: number) => number): Buffer<ArrayBuffer> {
  const at = nat(data.length + 1);
  const to = Math.min(data.length, at + nat(12));
  switch (nat(5)) {
    case 0:
      return Buffer.concat([data.subarray(0, at), Buffer.from(spice[nat(spice.length)]!, 'latin1'), data.subarray(at)]);
    case 1:
      return Buffer.concat([data.subarray(0, at), data.subarray(to)]);
    case 2:
      return Buffer.concat([data.subarray(0, to), data.subarray(at)]);
    case 3: {
      const changed = Buffer.from(data);
      if (at < changed.length) changed[at] = nat(256);
      return changed;
    }
    default:
      return Buffer.concat([data, seeds[nat(seeds.length)]!]);
  }
}

/** What is plainly wrong with an accepted head, looked for in another way than the parser does. */
function suspicion(head: string): string | undefined {
  const lines = head.slice(0, -4).split('\r\n');
  if (!head.endsWith('\r\n\r\n') || head.slice(0, -4).includes('\r\n\r\n')) return 'the head ends elsewhere';
  if (/[\r\n\0]/.test(lines.join(''))) return 'a control character';
  if (!/^(GET|HEAD|OPTIONS) \/[!-~]* HTTP\/1\.1$/.test(lines[0]!)) return 'the request line';
  const names = lines.slice(1).map((line) => line.split(':')[0]!.toLowerCase());
  if (lines.slice(1).some((line) => /^[ \t]/.test(line) || /^[^:]*[ \t]+:/.test(line))) return 'space around a name';
  if (names.filter((name) => name === 'host').length !== 1) return 'hosts';
  if (names.includes('transfer-encoding')) return 'chunks';
  if (lines.some((line) => /^content-length:/i.test(line) && !/^content-length:[ \t]*0?[ \t]*$/i.test(line))) return 'a body';
  return undefined;
}
