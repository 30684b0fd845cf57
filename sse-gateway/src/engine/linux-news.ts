import type { Report } from './linux-messages.ts';
import type { LetGo } from './movable.ts';

/** What one thread has to tell the main thread: gathered in a turn of its loop, and sent as one message. */
export type News = ReturnType<typeof createNews>;

export function createNews(send: (report: Report) => void) {
  let report = nothingNew();
  let isWaiting = false;
  const gathered = (): Report => {
    isWaiting = true;
    return report;
  };
  return {
    isWaiting: () => isWaiting,
    asked: (question: Report['requests'][number]): void => void gathered().requests.push(question),
    left: (topic: number, tag: number): void => void gathered().left.push({ topic, tag }),
    abandoned: (connection: number): void => void gathered().abandoned.push(connection),
    passed: (at: number, readers: number): void => void gathered().passed.push({ at, readers }),
    letGo: (sockets: LetGo): void => void (gathered().letGo = sockets),
    sendAll: (): void => {
      if (!isWaiting) return;
      send(report);
      report = nothingNew();
      isWaiting = false;
    },
  };
}

function nothingNew(): Report {
  return { requests: [], left: [], abandoned: [], passed: [] };
}
