/** What addresses of one channel look like: the part of a channel that who signs people up has to know. Pure. */
export interface AddressKind {
  /**
   * What is wrong with it, in words that follow "address"; or undefined. `standIns`: origins at which a lab plays the vendors whose
   * addresses a channel takes.
   */
  fault(address: string, standIns?: readonly string[]): string | undefined;
  /** The one way to write it, so that it is known again: the person gets one message, not two. */
  normal(address: string): string;
  /** What staff see of it once it is kept: all of it, or so much that it is told from others, where it is a key to somebody's room. */
  shown(address: string): string;
  /** The column that holds such addresses in a file of subscribers. */
  column: string;
  /** One that can be typed in, for who has never seen one. */
  example: string;
  /** What it is called in every language, where it has such a name. */
  brand?: string;
  /** It is a key to somebody's room or screen: shown to nobody again, nor found by its beginning. */
  isSecret?: true;
  /** Nobody types it in: a page's script asks the browser for it. */
  isMadeByBrowser?: true;
  /** Sign-ups with the same answer are counted one after the other: at least as coarse as what the tables count together. */
  turn(address: string): string;
  /** So many questions a day go to what the tables count together: neighbouring numbers, one host. */
  neighboursMax(address: string): number;
}
