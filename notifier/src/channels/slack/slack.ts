import { chatRoom } from '../chat/room.ts';
import { classifySlack } from './classify.ts';
import { slackBody } from './message.ts';

export const slack = chatRoom({ channel: 'slack', classify: classifySlack, bodyOf: slackBody });
