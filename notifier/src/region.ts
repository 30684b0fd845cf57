import { readJobsOf, readNotifyJobs, readReturned, readReturnedJobs, type NotifyJob } from '@pharos/region/reading/notify-jobs';
import { readNoticeLooks, type LookedAt, type NoticeLooks } from '@pharos/region/reading/notice-looks';
import { readMails } from '@pharos/region/reading/sign-in-mails';
import {
  changedAt,
  isActive,
  isPending,
  readPending,
  readPagesInShape,
  readSubscribers,
  readSubscribersOf,
  readSubscriptionsOfNumber,
  type Subscriber,
} from '@pharos/region/reading/subscriptions';
import { readView } from '@pharos/region/reading/view';
import { beginTellings, readTakenOver, readTellers } from '@pharos/region/telling/own-rows';

export type { LookedAt, NoticeLooks, NotifyJob, Subscriber };

/** What the notifier reads of its region, and never more. */
export const regionTables = {
  readNotifyJobs,
  readJobsOf,
  readTellers,
  readTakenOver,
  beginTellings,
  readReturned,
  readReturnedJobs,
  readNoticeLooks,
  readPagesInShape,
  readView,
  readSubscribers,
  readSubscribersOf,
  isActive,
  readPending,
  isPending,
  changedAt,
  readSubscriptionsOfNumber,
  readMails,
};
export type Region = typeof regionTables;
