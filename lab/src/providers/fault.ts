export const faults = [
  'ok',
  'refuse', // nobody listens
  'hang', // takes the request and never answers; nothing is accepted
  '429',
  '5xx',
  'accept-then-cut', // accepts, then the connection breaks before the answer: the caller cannot know
] as const;
export type Fault = (typeof faults)[number];

/** How one provider says that it is overloaded, and that it is broken. */
export interface FaultAnswers {
  '429'(): Response;
  '5xx'(): Response;
}
