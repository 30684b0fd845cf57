import type { Random } from '@pharos/core/random';
import type { Channel } from '@pharos/core/channel';
import type { Message, Sender } from '../../notifier/src/channels/channel.ts';
import { failure, type FailureClass, type Outcome } from '../../notifier/src/outcome.ts';
import type { VirtualClock } from '@pharos/core/testing/virtual-clock';

/** What may go wrong: providers answering badly, answers lost, processes killed. Each can be switched off. */
export interface Faults {
  refusals: boolean;
  lostAnswers: boolean;
  kills: boolean;
}

export interface ProviderOptions {
  name: string;
  channel: Channel;
  isIdempotent: boolean;
  index: number;
  clock: VirtualClock;
  random: Random;
  faults: Faults;
  /** By delivery: how often it was taken. */
  witness: Map<string, number>;
}

export interface SimulatedProvider {
  sender: Sender;
  heal(): void;
}

/** A provider with moods that last a while: well, refusing, slow, or losing its answers before or after it has taken the message. */
export function createSimulatedProvider({
  name,
  channel,
  isIdempotent,
  clock,
  random,
  faults,
  witness,
}: ProviderOptions): SimulatedProvider {
  let moodUntil = 0;
  let mood = 'well';
  let isHealed = false;
  const moods = [
    'well',
    'well',
    ...(faults.refusals ? ['transient', 'throttled', 'account'] : []),
    ...(faults.lostAnswers ? ['hang', 'accept-then-cut', 'flaky'] : []),
  ];
  const take = (message: Message) => {
    const before = witness.get(message.delivery) ?? 0;
    if (before === 0 || !isIdempotent) witness.set(message.delivery, before + 1);
  };
  const send = async (message: Message): Promise<Outcome> => {
    if (clock.now() >= moodUntil) {
      mood = isHealed ? 'well' : moods[Math.floor(random() * moods.length)]!;
      moodUntil = clock.now() + random() * 120_000;
    }
    const now = mood === 'flaky' ? (random() < 0.5 ? 'well' : 'accept-then-cut') : mood;
    await clock.sleep(now === 'hang' ? 4_000 : 20 + random() * 400);
    if (now === 'well') take(message);
    if (now === 'well') return { kind: 'accepted', messageId: message.delivery };
    if (now === 'accept-then-cut') take(message);
    return failure(now === 'hang' || now === 'accept-then-cut' ? 'unknown' : (now as FailureClass), now);
  };
  const sender: Sender = { name, channel, isIdempotent, slots: 8, leaseMs: 30_000, send, [Symbol.asyncDispose]: async () => undefined };
  return {
    sender,
    heal: () => {
      isHealed = true;
      moodUntil = 0;
    },
  };
}
