/** Postgres.js sends a statement when somebody asks for its answer: this asks now, and the answer is awaited later. */
export function sending(statement: PromiseLike<unknown>): Promise<unknown> {
  return Promise.resolve(statement.then((rows) => rows));
}
