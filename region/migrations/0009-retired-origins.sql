-- Of each region the latest of its origins that are retired: that one and all before it are here whole, as in every member, and
-- vectors do not name them any more. One row a region, however often it was restored.
create table origin_floor (region int primary key, retired bigint not null);

-- What is contiguously applied, as it is told to others: with one whole origin in the place of all that are retired.
create view reached as
  select vv.origin, vv.seq from vv left join origin_floor on region = vv.origin >> 26
  where vv.seq > 0 and vv.origin > coalesce(retired, 0)
  union all select retired, 9007199254740991 from origin_floor;
