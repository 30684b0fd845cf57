-- Who writes STOP says only a number: all subscriptions of it, on whatever page, are found by that.
create index subscription_number on subscription (address) where channel = 'sms' and state <> 'ended';
