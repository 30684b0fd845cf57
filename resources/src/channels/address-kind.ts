/** What addresses of one channel look like: the part of a channel that who signs people up has to know. Pure. */
export interface AddressKind {
  /** What is wrong with it, in words that follow "address"; or undefined. */
  fault(address: string): string | undefined;
  /** The one way to write it, so that it is known again: the person gets one message, not two. */
  normal(address: string): string;
  /** The column that holds such addresses in a file of subscribers. */
  column: string;
  /** Sign-ups with the same answer are counted one after the other: at least as coarse as what the tables count together. */
  turn(address: string): string;
}
