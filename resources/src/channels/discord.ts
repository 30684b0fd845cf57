import { hookAddress } from './hook-address.ts';

// One webhook has several addresses: under an older name, a trial version of the client, a version of the API.
export const discordAddress = hookAddress({
  brand: 'Discord',
  column: 'discord',
  example: 'https://discord.com/api/webhooks/…/…',
  hosts: /^(?:(?:ptb|canary)\.)?discord(?:app)?\.com$/,
  path: /^\/api\/(?:v\d+\/)?webhooks\/\d+\/[\w-]+$/,
  query: { needed: [], kept: ['thread_id'] },
  moved: (url) => {
    if (/discord(?:app)?\.com$/.test(url.hostname)) url.hostname = 'discord.com';
    url.pathname = url.pathname.replace(/^\/api\/v\d+\//, '/api/');
  },
  secret: ({ pathname }) => pathname.split('/').at(-1)!,
});
