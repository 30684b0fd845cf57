/** Of somebody who is signed in and reads: whose session, which, where the person's list has it, and when it began. */
export interface ReaderSession {
  person: string;
  id: string;
  slot: number;
  startedAt: number;
}

/** As 78 hexadecimal digits: two ids, a place, and milliseconds. */
export function readerSessionText({ person, id, slot, startedAt }: ReaderSession): string {
  const plain = (uuid: string) => uuid.replaceAll('-', '').toLowerCase();
  const hex = (number: number, digits: number) => Math.trunc(number).toString(16).padStart(digits, '0');
  return plain(person) + plain(id) + hex(slot, 2) + hex(startedAt, 12);
}

/** Of a text that is one. */
export function readerSessionIn(text: string): ReaderSession {
  const uuid = (from: number) => text.slice(from, from + 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { person: uuid(0), id: uuid(32), slot: Number.parseInt(text.slice(64, 66), 16), startedAt: Number.parseInt(text.slice(66), 16) };
}

export function isReaderSessionText(text: string): boolean {
  return /^[0-9a-f]{78}$/.test(text);
}
