import { SendEmailCommand, SESv2Client, SESv2ServiceException } from '@aws-sdk/client-sesv2';
import { classifyNetwork } from '../classify-network.ts';
import { classifySes } from './classify-ses.ts';
import type { Outcome } from '../../outcome.ts';
import { callMs, connectMs, type Email, type Sender } from '../channel.ts';
import { senderLine } from './sender-line.ts';

export interface SesOptions {
  /** Of a stand-in; without it, Amazon's own for the region. */
  url?: string | undefined;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  from: string;
}

// One account's common rate is 14 a second with 50 ms each; 64 leave room for a slow day.
const slots = 64;

/** Amazon SES. Its SDK would repeat by itself, without our knowing how often: it is told not to. */
export function createSes({ url, region, accessKeyId, secretAccessKey, from }: SesOptions): Sender<Email> {
  const client = new SESv2Client({
    ...(url ? { endpoint: url } : {}),
    region,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: connectMs,
      requestTimeout: callMs,
      httpAgent: { maxSockets: slots },
      httpsAgent: { maxSockets: slots },
    },
  });
  return {
    name: 'ses',
    channel: 'email',
    isIdempotent: false,
    slots,
    leaseMs: 30_000,
    send: async (email): Promise<Outcome> => {
      const command = new SendEmailCommand({
        FromEmailAddress: senderLine(email.fromName, from),
        Destination: { ToAddresses: [email.to] },
        Content: {
          Simple: {
            Subject: { Data: email.subject, Charset: 'UTF-8' },
            Body: { Text: { Data: email.text, Charset: 'UTF-8' }, Html: { Data: email.html, Charset: 'UTF-8' } },
            Headers: Object.entries(email.headers).map(([Name, Value]) => ({ Name, Value })),
          },
        },
        EmailTags: [{ Name: 'delivery', Value: email.delivery }],
      });
      try {
        const { MessageId } = await client.send(command, { abortSignal: AbortSignal.timeout(callMs) });
        return { kind: 'accepted', messageId: MessageId ?? '' };
      } catch (error) {
        const status = error instanceof SESv2ServiceException ? error.$metadata.httpStatusCode : undefined;
        if (!status || status < 300) return classifyNetwork(error);
        return classifySes((error as Error).name, status, (error as Error).message);
      }
    },
    [Symbol.asyncDispose]: async () => client.destroy(),
  };
}
