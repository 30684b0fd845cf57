import type { Transaction } from '@pharos/core/outside/postgres';

interface Form {
  columns: string[];
  /** What a tagged template is made of: the text before the rows, and behind them. */
  text: TemplateStringsArray;
}
// Put together once: the library would look through the text again for each name in it. One for each table (a kind's rows all have the same columns).
const forms = new Map<string, Form>();

/**
 * Writes rows, whose values stand under the names of their columns (`createdAt` for `created_at`), and rewrites those that are
 * there already: a table says what the documents say. One statement however many there are, and the table itself says of which
 * types its columns are, and what its key is. It may stand alone, or end a longer statement.
 */
export function writeRows(tx: Transaction, table: string, rows: object[], { onlyWhenMade = [] as string[] } = {}) {
  const { columns, text } = formOf(table, Object.keys(rows[0]!), onlyWhenMade);
  const named = rows.map((row) => Object.fromEntries(Object.values(row).map((value, at) => [columns[at]!, value as unknown])));
  return tx(text, tx.json(named as never));
}

function formOf(table: string, names: string[], onlyWhenMade: string[]): Form {
  const id = [table, ...names, ...onlyWhenMade].join();
  const known = forms.get(id);
  if (known) return known;
  const columns = names.map((name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  const rewritten = columns.filter((column) => !onlyWhenMade.includes(column));
  const quoted = columns.map((column) => `"${column}"`).join(', ');
  const parts = [
    // A row of the table that there never is, for its types: a table may be called as Postgres calls a type of its own.
    `insert into "${table}" (${quoted}) select ${quoted} from jsonb_populate_recordset((select each from "${table}" each limit 0), `,
    `) on conflict on constraint "${table}_pkey" do update set ${rewritten.map((column) => `"${column}" = excluded."${column}"`).join(', ')}`,
  ];
  const form = { columns, text: Object.assign(parts, { raw: parts }) };
  forms.set(id, form);
  return form;
}
