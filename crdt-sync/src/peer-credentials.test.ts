import { expect, it } from 'vitest';
import { readPeerConnections } from './peer-credentials.ts';

const eu = { REGION: 'eu', REGION_NUMBER: 2 };
const [us, ap] = [
  { region: 'us', number: 1 },
  { region: 'ap', number: 3 },
];

it.each([
  ['this region itself', [us, { region: 'eu', number: 2 }], 'PEERS names eu, which is this region: leave it out'],
  ['another one under its number', [{ region: 'us', number: 2 }], 'PEERS gives us the number 2, which is that of eu'],
  ['one twice', [us, ap, { region: 'us', number: 4 }], 'PEERS names us twice'],
  ['two under one number', [us, { region: 'ap', number: 1 }], 'PEERS gives ap the number 1, which is that of us'],
])('a list of the other regions with %s is refused before anything is opened', (_what, peers, said) => {
  expect(() => readPeerConnections({ ...eu, PEERS: peers })).toThrow(said);
});

it('a list of others is taken', () => {
  expect(readPeerConnections({ ...eu, PEERS: [us, ap] })('us').inboxPrefix).toBe('_INBOX.eu');
});
