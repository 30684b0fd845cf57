-- A farewell that the API did not know what to do with, because the subscription has not reached it yet, is handed on again later.
alter table opt_out add column next_at timestamptz;
