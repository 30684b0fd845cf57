// What is used of it here: the package brings no types.
declare module 'autocannon' {
  interface Question {
    method: string;
    path: string;
    headers: Record<string, string>;
    body?: string | undefined;
  }
  interface Turn<Context> extends Partial<Question> {
    /** Undefined: the turns begin again with the first. */
    setupRequest?(question: Question, context: Context): Question | undefined;
    onResponse?(status: number, body: string, context: Context): void;
  }
  interface Options<Context> {
    url: string;
    connections: number;
    /** Questions a second of each connection. */
    connectionRate: number;
    /** In seconds, as is the timeout. */
    duration: number;
    timeout: number;
    /** How often, in milliseconds, it looks whether it is at its end. */
    sampleInt: number;
    requests: Turn<Context>[];
  }
  interface Instance extends PromiseLike<{ requests: { sent: number; total: number }; errors: number }> {
    on(what: 'response', heard: (client: unknown, status: number, bytes: number, tookMs: number) => void): this;
    on(what: 'reqError', heard: (error: Error) => void): this;
    stop(): void;
  }
  export default function autocannon<Context>(options: Options<Context>): Instance;
}
