/** A reader whose socket is nobody's for the moment: whoever sends it `ahead`, and then the topic, loses nothing. */
export interface LetGoReader {
  fd: number;
  topic: number;
  tag: number;
  /** What it has coming and was not sent; undefined: it cannot be said, and it must be closed. */
  ahead: Uint8Array | undefined;
  /** More than `ahead` was coming: after it the reader must be told to take the View again. */
  isCut: boolean;
}

/** One that has not been answered yet: whoever reads `head` again can answer it. */
export interface LetGoGuest {
  fd: number;
  head: Uint8Array;
  address: string;
}

export interface LetGo {
  readers: LetGoReader[];
  guests: LetGoGuest[];
}

/** An engine whose sockets can go to another process, and come from one. */
export interface Movable {
  /** The listening socket. */
  listener: number;
  /** Stops accepting and reading, and lets go of every socket but those that are being closed; nothing is sent from then on. */
  letGo(): Promise<LetGo>;
  /** A reader from elsewhere: it is sent `ahead`, then every frame published to the topic from now on. */
  adopt(reader: Omit<LetGoReader, 'isCut'> & { ahead: Uint8Array }): void;
  adoptGuest(guest: LetGoGuest): void;
  /** Sends a last word to a socket that was let go, and closes it. */
  farewell(fd: number, lastWord: Uint8Array): void;
}
