import { Opening } from '../incident/open.ts';
import { PublishAt } from '../publication/due.ts';

export const draftFields = {
  ...Opening.shape,
  publishAt: PublishAt.default(null).describe(
    'When it is opened by itself; null: when somebody says so. An hour after that, or where it cannot be opened as it is, this is null again',
  ),
};
