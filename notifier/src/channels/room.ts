import type { Clock } from '@pharos/core/clock';
import type { Message, Sender } from './channel.ts';
import type { Composer } from './composer.ts';

/** One channel, as its folder shows it; how it tries is in `policies.ts`. */
export interface ChannelRoom<Options, T extends Message> {
  /** Who brings it, the preferred one first. */
  senders(options: Options, clock: Clock): Sender<T>[];
  composer(): Composer<T>;
}
