import { chatRoom } from '../chat/room.ts';
import { classifyTeams } from './classify.ts';
import { teamsBody } from './message.ts';

export const teams = chatRoom({ channel: 'teams', classify: classifyTeams, bodyOf: teamsBody });
