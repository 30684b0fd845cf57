/**
 * The bus of one region: at most once, no order between subjects, order kept within one publisher and subject.
 * It is a hint, never the truth: whoever listens must be able to find out what it missed.
 */
export interface Bus extends AsyncDisposable {
  publish(subject: string, data: Uint8Array | string): void;
  /** `*` stands for one word, `>` for all that follow. With `queue`, one of the group gets each message. */
  subscribe(subject: string, onMessage: (message: BusMessage) => void, options?: { queue?: string }): BusSubscription;
  /** Throws a Problem `unavailable` when nobody answers in time. */
  request(subject: string, data: Uint8Array | string, options: { timeoutMs: number }): Promise<Uint8Array>;
  isConnected(): boolean;
  /** Resolves once all that was published before has left, and subscriptions made before are in force. */
  flush(): Promise<void>;
}

export interface BusMessage {
  subject: string;
  data: Uint8Array;
  /** Answers a request; does nothing when nobody asked. */
  respond(data: Uint8Array | string): void;
}

export interface BusSubscription {
  unsubscribe(): void;
}

/** A message larger than this is refused by the bus: NATS' own default. */
export const busMessageMax = 1_048_576;

export function text(data: Uint8Array): string {
  return new TextDecoder().decode(data);
}
