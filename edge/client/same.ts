/**
 * What was made for the page the last time: a part that would be made as it stands is not read, compared and put there again. A page of a
 * thousand components has one of them changed, and the others cost it nothing.
 */
export function createSame() {
  let before = new Map<string, string>();
  let now = new Map<string, string>();
  return {
    begin: () => {
      now = new Map();
    },
    // In another place it is another one: there it does not stand yet.
    isSame: (id: string, place: string, html: string): boolean => {
      const made = `${place} ${html}`;
      now.set(id, made);
      return before.get(id) === made;
    },
    /** It is on the page. What was not made this time does not stand there any more. */
    done: () => {
      before = now;
    },
    /** Nobody knows what is on the page. */
    forget: () => {
      before = new Map();
    },
  };
}
