/** Postgres.js sends a statement when somebody asks for its answer: this asks now, and the answer is awaited later. */
export function sending<T>(statement: PromiseLike<T>): Promise<T> {
  return Promise.resolve(statement.then((rows) => rows));
}
