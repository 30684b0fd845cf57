import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { newId } from '@pharos/core/id';
import { run } from '@pharos/core/run';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { Fault } from './fault.ts';
import type { StandIn } from './stand-in.ts';

export interface SmtpStandInOptions {
  host: string;
  port?: number;
  /** With it the server encrypts, by a certificate that nobody vouches for. */
  isEncrypting?: boolean;
}

/** A mail as the server took it: as it was written, word for word. */
export interface TakenMail {
  id: string;
  from: string;
  to: string[];
  /** By their names in small letters; folded lines are one. */
  headers: Record<string, string>;
  source: string;
}

export interface SmtpStandIn extends StandIn {
  taken(): TakenMail[];
}

// Addresses of this kind are refused, as servers do: `gone@` for ever, `full@` and `later@` for now.
const refusals: Record<string, [status: number, words: string]> = {
  gone: [550, '5.1.1 The email account that you tried to reach does not exist'],
  full: [552, '5.2.2 The mailbox is full'],
  later: [450, '4.2.0 Greylisted, please come again'],
};

/** A mail server that misbehaves on request. Whoever comes as `wrong` is not let in. */
export async function createSmtpStandIn({ host, port = 0, isEncrypting = false }: SmtpStandInOptions): Promise<SmtpStandIn> {
  let fault: Fault = 'ok';
  let taken: TakenMail[] = [];
  let server: SMTPServer | undefined;

  const refusal = (responseCode: number, words: string) => Object.assign(new Error(words), { responseCode });
  const cut = (session: SMTPServerSession) => {
    for (const each of server?.connections ?? []) {
      const { id, _socket: socket } = each as unknown as { id: string; _socket: Socket };
      if (id === session.id) socket.destroy();
    }
  };
  const listen = async (at: number): Promise<SMTPServer> => {
    const made = new SMTPServer({
      authOptional: true,
      logger: false,
      disabledCommands: isEncrypting ? [] : ['STARTTLS'],
      allowInsecureAuth: true,
      // A stop of the lab waits for nobody.
      closeTimeout: 100,
      onAuth: ({ username }, _session, done) =>
        username === 'wrong' ? done(refusal(535, '5.7.8 Authentication credentials invalid')) : done(null, { user: username }),
      onMailFrom: (_address, _session, done) => {
        if (fault === '5xx') return done(refusal(421, '4.3.0 Not now'));
        return fault === '429' ? done(refusal(421, '4.7.0 Too many messages, slow down')) : done();
      },
      onRcptTo: ({ address }, _session, done) => {
        const refused = refusals[address.split('@')[0]!];
        return refused ? done(refusal(...refused)) : done();
      },
      onData: (stream, session, done) => {
        const take = async () => {
          const source = await text(stream);
          if (fault === 'hang') return;
          taken.push(mailOf(source, session));
          if (fault === 'accept-then-cut') cut(session);
          else done();
        };
        run(take(), () => cut(session));
      },
    });
    made.on('error', () => undefined); // a client that went away
    made.listen(at, host);
    await once(made.server, 'listening');
    return made;
  };
  const close = async () => {
    const open = server;
    server = undefined;
    if (open) await new Promise<void>((resolve) => open.close(() => resolve()));
  };
  server = await listen(port);
  const opened = (server.server.address() as AddressInfo).port;
  return {
    url: `smtp://lab:lab@${host}:${opened}`,
    fault: () => fault,
    setFault: async (next) => {
      fault = next;
      if (next === 'refuse') await close();
      else server ??= await listen(opened);
    },
    taken: () => taken,
    [Symbol.asyncDispose]: async () => {
      taken = [];
      await close();
    },
  };
}

function mailOf(source: string, { envelope }: SMTPServerSession): TakenMail {
  const [head = ''] = source.split('\r\n\r\n');
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
  return {
    id: newId(),
    from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
    to: envelope.rcptTo.map(({ address }) => address),
    headers: Object.fromEntries(lines.map((line) => [line.split(':')[0]!.toLowerCase(), line.slice(line.indexOf(':') + 1).trim()])),
    source,
  };
}
