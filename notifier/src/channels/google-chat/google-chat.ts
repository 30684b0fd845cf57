import { chatRoom } from '../chat/room.ts';
import { classifyGoogleChat } from './classify.ts';
import { googleChatBody } from './message.ts';

/** Without it the thread that a message names is passed over; and where a space has no threads, it begins anew. */
function urlOf(address: string): string {
  const url = new URL(address);
  url.searchParams.set('messageReplyOption', 'REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD');
  return url.href;
}

export const googleChat = chatRoom({ channel: 'google-chat', classify: classifyGoogleChat, bodyOf: googleChatBody, urlOf });
