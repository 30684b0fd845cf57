import { readNotifyJobs, readOwners, readReturned, readReturnedJobs, type NotifyJob } from '@pharos/region/reading/notify-jobs';
import { readNoticeLooks, type LookedAt, type NoticeLooks } from '@pharos/region/reading/notice-looks';
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

export type { LookedAt, NoticeLooks, NotifyJob, Subscriber };

/** What the notifier reads of its region, and never more. */
export const regionTables = {
  readNotifyJobs,
  readOwners,
  readReturned,
  readReturnedJobs,
  readNoticeLooks,
  readSubscribers,
  isActive,
  readPending,
  isPending,
  changedAt,
  readSubscriptionsOfNumber,
  readMails,
};
export type Region = typeof regionTables;
