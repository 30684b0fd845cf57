import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCsvReader, csvLine, CsvFault, rowBytesMax, withoutMark, type CsvRow } from './csv.ts';

const cellsOf = (rows: CsvRow[]) => rows.map(({ cells }) => cells);

function read(text: string, piece = 1_000): CsvRow[] {
  const reader = createCsvReader();
  const bytes = Buffer.from(text);
  const rows: CsvRow[] = [];
  for (let at = 0; at < bytes.length; at += piece) rows.push(...reader.push(bytes.subarray(at, at + piece)));
  return [...rows, ...reader.end()];
}

describe('a file of comma-separated values', () => {
  it.each<[string, string, string[][]]>([
    [
      'rows',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'no line break at the end',
      'a,b\r\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'quotes',
      'a,b\n"1,""2""\n3",x',
      [
        ['a', 'b'],
        ['1,"2"\n3', 'x'],
      ],
    ],
    [
      'empty lines and cells',
      'a,b\n\n,\n\r\n',
      [
        ['a', 'b'],
        ['', ''],
      ],
    ],
    [
      'semicolons, and the mark of an editor',
      '\uFEFF"a";b\n1;2,3',
      [
        ['a', 'b'],
        ['1', '2,3'],
      ],
    ],
    [
      'other letters',
      'a\tb\nä\t€🔥',
      [
        ['a', 'b'],
        ['ä', '€🔥'],
      ],
    ],
  ])('%s', (_, text, rows) => {
    for (const piece of [1, 3, 1_000]) expect(cellsOf(read(text, piece))).toEqual(rows);
  });

  it('says on which line a row begins, and goes on from where one ends', () => {
    const text = 'a,b\n"x\ny",1\n\n2,3\n';
    const rows = read(text);
    expect(rows.map(({ line }) => line)).toEqual([1, 2, 5]);
    const { end } = rows[1]!;
    const rest = createCsvReader({ ...end, separator: ',' });
    expect(rest.push(Buffer.from(text).subarray(end.bytes))).toEqual([rows[2]]);
  });

  it('a quote that is not closed is a fault of its line, and is not read for ever', () => {
    expect(() => read('a,b\n1,2\n"3,4\n5,6')).toThrow(new CsvFault(3, 'a quote is not closed'));
    expect(() => read(`a,b\n"${'x'.repeat(rowBytesMax)}`)).toThrow(/^line 2: has more than/);
  });

  it('whatever is written is read as it was, and no cell of it is a formula', () => {
    const cell = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '').toWellFormed());
    const strange = fc.constantFrom('=1+1', '+491701234567', '-x', '@sum', '\tx', "'", "'=x", "''", 'a\r\nb', '"', ',', '');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.oneof(cell, strange), fc.oneof(cell, strange)), { maxLength: 5 }), (rows) => {
        const written = rows.map((cells) => csvLine(cells));
        const got = cellsOf(read(['a,b\r\n', ...written].join(''), 7)).slice(1);
        for (const each of got.flat()) expect(each).not.toMatch(/^[=+\-@\t\r]/);
        expect(got.map((cells) => cells.map(withoutMark))).toEqual(rows);
      }),
    );
  });
});
