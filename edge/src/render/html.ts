/** Text that is safe to send as HTML. Only `html` and `raw` make it. */
export interface Html {
  readonly html: string;
}

type Piece = string | number | Html | undefined | false | Piece[];

/** A template whose values are escaped, unless they are Html themselves. */
export function html(parts: TemplateStringsArray, ...pieces: Piece[]): Html {
  return raw(parts.map((part, at) => part + shown(pieces[at])).join(''));
}

export function raw(text: string): Html {
  return { html: text };
}

export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => signs[sign]!);
}

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function shown(piece: Piece): string {
  if (piece === undefined || piece === false) return '';
  if (Array.isArray(piece)) return piece.map(shown).join('');
  return typeof piece === 'object' ? piece.html : escape(String(piece));
}
