/** One event of a stream, as its standard says: fields in lines, an empty line at the end. */
export interface SseEvent {
  id: string | undefined;
  event: string;
  data: string;
}

/** Reads pieces of a stream; answers the events that are complete with each. */
export function createSseParser(): (piece: string) => SseEvent[] {
  let rest = '';
  return (piece) => {
    const blocks = (rest + piece).split('\n\n');
    rest = blocks.pop()!;
    return blocks.flatMap((block) => {
      const fields = block.split('\n').map((line) => /^([a-z]+): ?(.*)$/.exec(line));
      const of = (name: string) => fields.filter((field) => field?.[1] === name).map((field) => field![2]!);
      const data = of('data');
      return data.length === 0 ? [] : [{ id: of('id')[0], event: of('event')[0] ?? 'message', data: data.join('\n') }];
    });
  };
}
