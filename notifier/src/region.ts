import { readNotifyJobs, readOwners, readReturned, readReturnedJobs, type NotifyJob } from '@pharos/region/reading/notify-jobs';
import { readMails } from '@pharos/region/reading/sign-in-mails';
import {
  changedAt,
  isActive,
  isPending,
  readPending,
  readSubscribers,
  readSubscriptionsOfNumber,
  type Subscriber,
} from '@pharos/region/reading/subscriptions';

export type { NotifyJob, Subscriber };

/** What the notifier reads of its region, and never more. */
export const regionTables = {
  readNotifyJobs,
  readOwners,
  readReturned,
  readReturnedJobs,
  readSubscribers,
  isActive,
  readPending,
  isPending,
  changedAt,
  readSubscriptionsOfNumber,
  readMails,
};
export type Region = typeof regionTables;
