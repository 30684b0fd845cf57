import type { Step } from './step.ts';

/**
 * What chance finds only in very long runs: each run of the model begins with these. They are read as any other sequence of
 * steps, in a world of so many regions.
 */
export const stories: [regions: number, chance: number, steps: Step[]][] = [
  // A purge that nobody has heard of is rolled back, and what came before it has been fetched without its payload. What is written
  // next cannot be taken there: the document is completed from its writer,
  [2, 0, [...purgedInVain(), beat(0, 1)]],
  // or, when that one cannot be asked, by the deep check.
  [2, 0, [...purgedInVain(), { do: 'cut', from: 1, to: 0 }, beat(0, 1), beat(0, 1)]],
  // The same through a third region, which lacks as much as who fetches from it.
  [3, 0, [...purgedInVain(), { do: 'cut', from: 0, to: 2 }, beat(0, 1), beat(1, 2), beat(1, 2)]],
  // What a document could not take, and the word that it is forgotten, come in one batch.
  [
    2,
    0,
    [
      { do: 'write', region: 0, what: 'status', thing: 1, value: 1 },
      { do: 'relay', region: 0, isCut: false },
      { do: 'crash', region: 0, database: true },
      { do: 'write', region: 0, what: 'status', thing: 1, value: 0 },
      { do: 'relay', region: 0, isCut: false },
      { do: 'purge', region: 0, thing: 2 },
      { do: 'deliver', from: 0, to: 1, at: 1 },
      { do: 'relay', region: 0, isCut: false },
      beat(0, 1),
    ],
  ],
  // Two words about one region, out of touch: who has heard more says less late, because its clock is right.
  [
    2,
    0,
    [
      { do: 'skew', region: 1, ms: 10_000 },
      { do: 'member', region: 0, of: 0, state: 'left' },
      { do: 'member', region: 0, of: 0, state: 'active' },
      { do: 'member', region: 1, of: 0, state: 'dead' },
    ],
  ],
  // What was left in the outbox by an earlier origin comes before what that one had relayed.
  [
    2,
    0,
    [
      { do: 'write', region: 0, what: 'status', thing: 0, value: 1 },
      { do: 'write', region: 0, what: 'status', thing: 0, value: 2 },
      { do: 'relay', region: 0, isCut: true },
      { do: 'crash', region: 0, database: true },
      { do: 'write', region: 0, what: 'name', thing: 1, value: 0 },
      { do: 'relay', region: 0, isCut: false },
      { do: 'deliver', from: 0, to: 1, at: 1 },
    ],
  ],
  // The same, and the earlier origin would be retired before what it left is relayed: who is no member is not waited for.
  [
    2,
    0,
    [
      { do: 'member', region: 0, of: 0, state: 'left' },
      { do: 'member', region: 0, of: 0, state: 'active' },
      { do: 'relay', region: 0, isCut: true },
      { do: 'member', region: 0, of: 1, state: 'left' },
      { do: 'crash', region: 0, database: true },
      { do: 'write', region: 0, what: 'status', thing: 0, value: 0 },
      { do: 'retire', region: 0 },
    ],
  ],
  // A region that was declared dead has more of an origin than the database that was put back, which retires it without asking the dead.
  [
    2,
    0,
    [
      { do: 'member', region: 0, of: 1, state: 'dead' },
      { do: 'relay', region: 0, isCut: false },
      { do: 'snapshot', region: 0 },
      {
        do: 'group',
        region: 0,
        writes: [
          { what: 'status', thing: 0, value: 0 },
          { what: 'status', thing: 0, value: 1 },
        ],
        isHeld: false,
      },
      { do: 'restore', region: 0, isAlone: false },
      { do: 'deliver', from: 0, to: 1, at: 0 },
      { do: 'deliver', from: 0, to: 1, at: 0 },
      { do: 'write', region: 0, what: 'status', thing: 0, value: 0 },
      { do: 'retire', region: 0 },
      { do: 'relay', region: 0, isCut: false },
    ],
  ],
  // One member of a group writes two documents, and the second one may not be written any more.
  [
    2,
    0,
    [
      { do: 'write', region: 0, what: 'post', thing: 1, value: 0 },
      { do: 'write', region: 0, what: 'text', thing: 1, value: 1 },
      { do: 'purge', region: 0, thing: 1 },
      {
        do: 'group',
        region: 0,
        writes: [
          { what: 'text', thing: 1, value: 0 },
          { what: 'status', thing: 0, value: 1 },
        ],
        isHeld: false,
      },
    ],
  ],
  // The peer that is copied from has no more of a document than its name: what it heard of it builds on something that it lacks.
  [
    3,
    0,
    [
      {
        do: 'group',
        region: 0,
        writes: [
          { what: 'post', thing: 1, value: 0 },
          { what: 'status', thing: 0, value: 0 },
          { what: 'status', thing: 0, value: 0 },
        ],
        isHeld: false,
      },
      { do: 'snapshot', region: 0 },
      {
        do: 'group',
        region: 0,
        writes: [
          { what: 'text', thing: 1, value: 0 },
          { what: 'status', thing: 0, value: 0 },
        ],
        isHeld: false,
      },
      { do: 'relay', region: 0, isCut: false },
      { do: 'deliver', from: 0, to: 2, at: 0 },
      { do: 'purge', region: 0, thing: 4 },
      beat(0, 1),
      { do: 'restore', region: 0, isAlone: false },
    ],
  ],
  // Who has left and copied documents has no log of them: a member that hears of them from there first asks the others.
  [
    3,
    0,
    [
      { do: 'member', region: 0, of: 0, state: 'left' },
      { do: 'write', region: 1, what: 'status', thing: 0, value: 1 },
      { do: 'write', region: 2, what: 'status', thing: 0, value: 1 },
      { do: 'relay', region: 2, isCut: false },
      beat(2, 1),
      { do: 'relay', region: 0, isCut: false },
      { do: 'deliver', from: 0, to: 1, at: 0 },
      { do: 'relay', region: 1, isCut: false },
      { do: 'prune', region: 1 },
      beat(1, 0),
    ],
  ],
  // A copy of long ago is put back out of everybody's sight, and gives itself a name of the past: nobody takes what it writes under that.
  [
    2,
    0,
    [
      ...writtenAndTold(0),
      { do: 'snapshot', region: 0 },
      ...startedAgain(0),
      ...startedAgain(0),
      ...startedAgain(0),
      beat(0, 1),
      { do: 'retire', region: 0 },
      { do: 'relay', region: 0, isCut: false },
      beat(0, 1),
      { do: 'cut', from: 0, to: 1 },
      { do: 'cut', from: 1, to: 0 },
      { do: 'restore', region: 0, isAlone: false },
      ...writtenAndTold(1),
      { do: 'write', region: 0, what: 'name', thing: 1, value: 0 },
    ],
  ],
];

function startedAgain(thing: number): Step[] {
  return [{ do: 'crash', region: 0, database: true }, ...writtenAndTold(thing)];
}

function writtenAndTold(thing: number): Step[] {
  return [
    { do: 'write', region: 0, what: 'name', thing, value: 0 },
    { do: 'relay', region: 0, isCut: false },
  ];
}

function purgedInVain(): Step[] {
  return [
    { do: 'write', region: 0, what: 'status', thing: 1, value: 1 },
    { do: 'relay', region: 0, isCut: false },
    { do: 'snapshot', region: 0 },
    { do: 'purge', region: 0, thing: 2 },
    beat(0, 1),
    { do: 'restore', region: 0, isAlone: false },
    { do: 'write', region: 0, what: 'name', thing: 1, value: 0 },
    { do: 'relay', region: 0, isCut: false },
  ];
}

function beat(from: number, to: number): Step {
  return { do: 'beat', from, to };
}
