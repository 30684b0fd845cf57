import { hookAddress } from './hook-address.ts';

export const googleChatAddress = hookAddress({
  brand: 'Google Chat',
  column: 'googlechat',
  example: 'https://chat.googleapis.com/v1/spaces/…/messages?key=…&token=…',
  hosts: /^chat\.googleapis\.com$/,
  path: /^\/v1\/spaces\/[\w-]+\/messages$/,
  query: { needed: ['key', 'token'], kept: ['key', 'token'] },
  secret: ({ searchParams }) => searchParams.get('token') ?? '',
});
