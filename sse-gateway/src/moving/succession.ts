import { z } from 'zod';

// What a gateway and its successor on the same host tell each other, over a unix socket that carries their sockets too:
//   old -> new  `offer`, with the listening socket      new -> old  `ready`
//   old -> new  `sockets`, as often as it takes         new -> old  `taken`, once all of them are served
//   old -> new  `end`

const Count = z.number().int().nonnegative();
const HandedToken = z.object({
  issuedAt: z.number(),
  expiresAt: z.number(),
  reader: z
    .object({ page: z.string(), session: z.object({ person: z.string(), id: z.string(), slot: z.number(), startedAt: z.number() }) })
    .or(z.undefined())
    .optional(),
});

export const Message = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('offer'),
    protocol: z.literal(1),
    region: z.string(),
    /** The name on the ring goes along: nothing moves on the ring because of a deploy. */
    gateway: z.string(),
  }),
  z.object({ kind: z.literal('ready') }),
  z.object({
    kind: z.literal('sockets'),
    /** One for each socket of the message, in order; after them the guests. */
    readers: z.array(
      z.object({
        page: z.string(),
        /** Where the page stood when its reader was let go: what comes after it is sent by the successor. */
        version: z.string(),
        address: z.string(),
        /** Of a private page: the token it was let in by. */
        token: HandedToken.or(z.undefined()).optional(),
        /** Bytes that are to be sent before anything else, base64. */
        ahead: z.string().optional(),
      }),
    ),
    guests: z.array(z.object({ address: z.string(), head: z.string() })),
  }),
  z.object({ kind: z.literal('end'), sockets: Count }),
  z.object({ kind: z.literal('taken'), sockets: Count }),
]);
export type Message = z.infer<typeof Message>;
export type Sockets = Extract<Message, { kind: 'sockets' }>;
export type HandedReader = Sockets['readers'][number];

/** Where the successor of the gateway on this port waits. */
export function successionPath(runDir: string, port: number): string {
  return `${runDir}/live-${port}.sock`;
}
