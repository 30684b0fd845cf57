import { createHash } from 'node:crypto';
import { html } from 'hono/html';
import type { Document, Operation, Parameter } from './document.ts';
import type { Schema } from './example.ts';
import { style } from './style.ts';

/** Nothing is loaded and nothing runs: one style, known by its hash. */
export const docsPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

type Markup = ReturnType<typeof html>;
interface Listed extends Operation {
  method: string;
  path: string;
}

/** The description as a page to read: made on the server, whole, of the same document that tools read. */
export async function docsPage({ info, tags, paths }: Document, url: string): Promise<string> {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, said]): Listed => ({ ...said, method: method.toUpperCase(), path })),
  );
  const groups = tags.map(({ name, description = '' }) => ({ name, description, of: all.filter((each) => each.tags[0] === name) }));
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${info.title} API</title>
        <style></style>
      </head>
      <body>
        <nav aria-label="Operations">${groups.map(menuOf)}</nav>
        <main>
          <h1>${info.title} API</h1>
          <p>${text(info.description)} For tools: <a href="/openapi.json">/openapi.json</a>.</p>
          ${groups.map(
            ({ name, description, of }) =>
              html`<section>
                <h2 id="${name}">${name}</h2>
                <p>${description}</p>
                ${of.map((each) => operation(each, url))}
              </section>`,
          )}
        </main>
      </body>
    </html>`;
  // As it was hashed, without the template's own spaces.
  return String(page).replace('<style></style>', () => `<style>${style}</style>`);
}

function menuOf({ name, of }: { name: string; of: Listed[] }): Markup {
  return html`<h2><a href="#${name}">${name}</a></h2>
    <ul>
      ${of.map(({ operationId, summary }) => html`<li><a href="#${operationId}">${summary}</a></li>`)}
    </ul>`;
}

function operation(each: Listed, url: string): Markup {
  const { operationId, summary, description, method, path, parameters = [], requestBody, responses } = each;
  const schema = requestBody?.content['application/json']?.schema;
  return html`<article id="${operationId}">
    <h3>${summary}</h3>
    <p class="address"><b>${method}</b> <code>${path}</code></p>
    <p>${text(description)}</p>
    ${parameters.length > 0 ? table('Parameters', parameters.map(parameterRow)) : ''} ${schema ? table('Body', rowsOf(schema)) : ''}
    <pre tabindex="0"><code>${curlOf(each, url)}</code></pre>
    <details>
      <summary>Answers</summary>
      <ul>
        ${Object.entries(responses).map(([status, answer]) => html`<li><b>${status}</b> ${answer.description}</li>`)}
      </ul>
    </details>
  </article>`;
}

function table(title: string, rows: Markup[]): Markup {
  return html`<table>
    <caption>
      ${title}
    </caption>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

function parameterRow({ name, in: where, required, description, schema }: Parameter): Markup {
  return row(name, `${where}, ${typeOf(schema)}${required ? ', required' : ''}`, description ?? schema.description ?? '');
}

/** What is in a list of objects stands below it, under its whole path. */
function rowsOf({ properties = {}, required = [] }: Schema, before = ''): Markup[] {
  return Object.entries(properties).flatMap(([name, schema]) => [
    row(`${before}${name}`, `${typeOf(schema)}${required.includes(name) ? ', required' : ''}`, schema.description ?? ''),
    ...(schema.items?.properties ? rowsOf(schema.items, `${before}${name}[].`) : []),
  ]);
}

function row(name: string, type: string, description: string): Markup {
  return html`<tr>
    <th scope="row"><code>${name}</code></th>
    <td>${type}</td>
    <td>${text(description)}</td>
  </tr>`;
}

function typeOf({
  type,
  enum: among,
  const: only,
  format,
  minLength,
  maxLength,
  minimum,
  maximum,
  maxItems,
  default: usual,
}: Schema): string {
  const said = among ? `one of ${among.join(', ')}` : only === undefined ? [type].flat().join(' or ') : JSON.stringify(only);
  const bounds = [
    format,
    minLength !== undefined && `at least ${minLength} characters`,
    maxLength !== undefined && `at most ${maxLength} characters`,
    minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER && `at least ${minimum}`,
    maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER && `at most ${maximum}`,
    maxItems !== undefined && `at most ${maxItems} entries`,
    usual !== undefined && `${JSON.stringify(usual)} if left out`,
  ];
  return [said, ...bounds.filter((each) => typeof each === 'string')].join(', ');
}

/** A line for a shell: what stands in angle brackets is to be filled in. */
export function curlOf({ method, path, security, requestBody }: Listed, url: string): string {
  const address = `${url}${path.replaceAll(/\{(\w+)\}/g, '<$1>')}`;
  const example = requestBody?.content['application/json']?.example;
  const [type = ''] = Object.keys(requestBody?.content ?? {});
  const isFile = type !== '' && type !== 'application/json';
  return [
    `curl${method === 'GET' ? '' : ` -X ${method}`} '${address}'`,
    ...(security ? ['-H "Authorization: Bearer $PHAROS_KEY"'] : []),
    ...(isFile ? [`-H 'Content-Type: ${type}'`, `--data-binary '@file'`] : []),
    ...(example === undefined
      ? []
      : [`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(example).replaceAll("'", String.raw`'\''`)}'`]),
  ].join(' \\\n  ');
}

// Of Markdown there is only code in the words of a description.
function text(words: string): Markup[] {
  return words.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}
