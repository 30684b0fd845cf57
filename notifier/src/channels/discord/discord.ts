import { chatRoom } from '../chat/room.ts';
import { classifyDiscord } from './classify.ts';
import { discordBody } from './message.ts';

/** Without `wait`, Discord answers before it has kept anything, and says nothing of what it did not keep. */
function urlOf(address: string): string {
  const url = new URL(address);
  url.searchParams.set('wait', 'true');
  return url.href;
}

export const discord = chatRoom({ channel: 'discord', classify: classifyDiscord, bodyOf: discordBody, urlOf });
