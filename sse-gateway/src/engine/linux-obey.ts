import type { createDoor } from './linux-door.ts';
import type { createHear } from './linux-hear.ts';
import { letGo } from './linux-let-go.ts';
import type { Command } from './linux-messages.ts';
import type { News } from './linux-news.ts';
import type { Sockets } from './linux-sockets.ts';

const nothing = Buffer.alloc(0);

export interface ObeyOptions {
  sockets: Sockets;
  door: ReturnType<typeof createDoor>;
  ask: ReturnType<typeof createHear>['ask'];
  news: News;
  onClose(): void;
}

/** Does what the main thread says, in order. */
export function createObey({ sockets, door, ask, news, onClose }: ObeyOptions): (command: Command) => void {
  const { guests, fanOut, tags, take, release } = sockets;

  const admit = ({ connection, topic, tag, head }: Command & { do: 'admit' }) => {
    const guest = guests.waiting.get(connection);
    if (!guest) return news.left(topic, tag); // it left meanwhile
    const { fd } = guest;
    guests.waiting.delete(connection);
    guests.all.delete(fd);
    tags.set(fd, tag);
    fanOut.add(fd, topic, head);
  };

  const shed = ({ most, words, topic: from, tags: wanted }: Command & { do: 'shed' }) => {
    const some = from === undefined ? fanOut.some(most) : fanOut.of(from).filter((fd) => !wanted || wanted.has(tags.of(fd)));
    for (const [at, fd] of some.slice(0, most).entries()) {
      const isBetween = fanOut.isBetween(fd);
      const topic = fanOut.remove(fd);
      news.left(topic, tags.of(fd));
      // In the middle of a frame a last word would be read as part of it.
      guests.leave(fd, isBetween ? words[at % words.length]! : nothing);
    }
  };

  const adoptGuest = ({ guest: { fd, head, address }, lastWord }: Command & { do: 'adopt-guest' }) => {
    take(fd);
    const guest = guests.add(fd, address);
    if (lastWord) guests.finish(guest, lastWord);
    else if (head.length > 0) ask(guest, Buffer.from(head));
  };

  return (command) => {
    switch (command.do) {
      case 'admit':
        return admit(command);
      case 'answer': {
        const guest = guests.waiting.get(command.connection);
        if (guest) guests.finish(guest, command.bytes);
        return;
      }
      case 'publish':
        return fanOut.publish(command.topic, command.frame, command.reset, command.at);
      case 'shed':
        return shed(command);
      case 'stop-listening':
        return door.shut();
      case 'let-go':
        return news.letGo(letGo(fanOut, guests.all, tags, release));
      case 'adopt': {
        const { fd, topic, tag, ahead } = command.reader;
        take(fd);
        tags.set(fd, tag);
        return fanOut.add(fd, topic, ahead);
      }
      case 'adopt-guest':
        return adoptGuest(command);
      case 'close':
        return onClose();
    }
  };
}
