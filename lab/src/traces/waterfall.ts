import type { KeptSpan } from './store.ts';

const barWidth = 32;
const nameWidth = 34;

/** One journey as text: who did what, below whoever it came from, from when to when, by each region's own clock. */
export function waterfall(spans: readonly KeptSpan[]): string {
  const [first] = spans;
  if (!first) return 'no spans\n';
  const from = Math.min(...spans.map(({ startedAt }) => startedAt));
  const to = Math.max(...spans.map(({ endedAt }) => endedAt));
  const regions = [...new Set(spans.map(({ region }) => region))];
  const page = spans.map(({ attributes }) => attributes['pharos.page']).find((each) => each !== undefined);
  const head = `trace ${first.traceId}: ${spans.length} spans in ${regions.join(', ')}, ${ms(to - from)}${page === undefined ? '' : `, page ${page}`}`;
  const place = (at: number) => (to === from ? 0 : Math.floor(((at - from) / (to - from)) * (barWidth - 1)));
  const lines = inOrder(spans).map(({ span, depth }) => {
    const [begin, end] = [place(span.startedAt), place(span.endedAt)];
    const bar = `${' '.repeat(begin)}${'█'.repeat(end - begin + 1)}`.padEnd(barWidth);
    const name = `${'  '.repeat(depth)}${span.name} ${detailOf(span)}`.trimEnd();
    const times = `${ms(span.startedAt - from).padStart(10)} ${ms(span.endedAt - span.startedAt).padStart(10)}`;
    return `${span.region.padEnd(4)} ${span.role.padEnd(9)} ${name.padEnd(nameWidth)} ${times}  ${bar} ${span.fault ?? ''}`.trimEnd();
  });
  const titles = `${'at'.padStart(10)} ${'took'.padStart(10)}`;
  return `${[head, `${' '.repeat(15)}${''.padEnd(nameWidth)} ${titles}`, ...lines].join('\n')}\n`;
}

/** Parents before their children, each of these by its beginning. Whose parent is not here stands at the edge. */
function inOrder(spans: readonly KeptSpan[]): { span: KeptSpan; depth: number }[] {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const children = Map.groupBy(spans, ({ parentSpanId }) => (parentSpanId !== undefined && known.has(parentSpanId) ? parentSpanId : ''));
  const seen = new Set<string>();
  const below = (parent: string, depth: number): { span: KeptSpan; depth: number }[] =>
    (children.get(parent) ?? [])
      .toSorted((a, b) => a.startedAt - b.startedAt)
      .flatMap((span) => {
        if (seen.has(span.spanId)) return []; // sent twice
        seen.add(span.spanId);
        return [{ span, depth }, ...below(span.spanId, depth + 1)];
      });
  return below('', 0);
}

function detailOf({ name, attributes }: KeptSpan): string {
  const of = (key: string) => attributes[key] ?? '';
  switch (name) {
    case 'request':
      return `${of('http.request.method')} ${of('http.response.status_code')}`;
    case 'write':
      return String(of('pharos.verb'));
    case 'apply':
      return `from ${of('pharos.from')}`;
    case 'gateway':
      return `to ${of('pharos.readers')} readers`;
    case 'notifier':
      return `to ${of('pharos.deliveries')} subscribers`;
    case 'provider':
      return `${of('pharos.provider')} ${of('pharos.outcome')}`;
    default:
      return '';
  }
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}
