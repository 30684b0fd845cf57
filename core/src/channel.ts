import { z } from 'zod';

/** The ways in which a subscriber is told. */
export const Channel = z.enum(['email', 'sms', 'webhook', 'slack', 'teams', 'discord', 'google-chat', 'web-push']);
export type Channel = z.infer<typeof Channel>;
