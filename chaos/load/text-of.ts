/** What came; nothing where none did, or bytes. */
export const textOf = ({ body }: { body: unknown }): string => (typeof body === 'string' ? body : '');
