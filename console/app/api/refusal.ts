/** What an API of ours said to a request it did not fulfil. */
export class Refusal extends Error {
  readonly status: number;
  readonly fields: { path: string; message: string }[];
  constructor(status: number, detail: string, fields: { path: string; message: string }[] = []) {
    super(detail);
    this.name = 'Refusal';
    this.status = status;
    this.fields = fields;
  }
}

/** No region answered. What was asked may have been done by one that could not say so: it is asked again under the same key. */
export class NobodyAnswers extends Error {
  constructor() {
    super('no region answers');
    this.name = 'NobodyAnswers';
  }
}
