# How large a region is, by its tier. The fourth is what the design is made for: 100,000 pages, ten million readers, fifty million
# subscribers, 50,000 API requests a second and a million notices a minute over three regions, of which two can carry all of it. Each
# tier below is a tenth of the next one. Limits of the services are counted for the loss of one region.
locals {
  tiers = {
    1 = {
      pages       = 100
      readers     = 10000
      subscribers = 50000

      database = { class = "db.m6gd.large", storage_gb = 100, iops = 3000, connections = 400 }
      redis    = { class = "cache.t4g.small", busy_alarm = 80 }
      nats     = { class = "t3.small", disk_gb = 20, store_gb = 8 }
      nodes = {
        general  = { class = "m7i.large", least = 3, most = 6 }
        live     = { class = "c7i.large", least = 3, most = 6 }
        notifier = { class = "m7i.large", least = 1, most = 3 }
      }
      replicas = {
        api      = { least = 2, most = 6 }
        gateway  = { least = 2, most = 6 }
        notifier = { least = 2, most = 10 }
        edge     = { least = 2, most = 6 }
      }
      # Most connections to the database of one process; `replica` is to each member, the primary too (docs/postgres.md).
      pools = { api = 20, replica = 10, gateway = 5, notifier = 4 }
    }
    2 = {
      pages       = 1000
      readers     = 100000
      subscribers = 500000

      database = { class = "db.m6gd.xlarge", storage_gb = 400, iops = 6000, connections = 1200 }
      redis    = { class = "cache.m7g.large", busy_alarm = 80 }
      nats     = { class = "m7i.large", disk_gb = 50, store_gb = 20 }
      nodes = {
        general  = { class = "m7i.xlarge", least = 3, most = 9 }
        live     = { class = "c7i.xlarge", least = 3, most = 9 }
        notifier = { class = "m7i.xlarge", least = 3, most = 9 }
      }
      replicas = {
        api      = { least = 3, most = 20 }
        gateway  = { least = 3, most = 20 }
        notifier = { least = 6, most = 60 }
        edge     = { least = 3, most = 12 }
      }
      # Most connections to the database of one process; `replica` is to each member, the primary too (docs/postgres.md).
      pools = { api = 20, replica = 10, gateway = 5, notifier = 4 }
    }
    3 = {
      pages       = 10000
      readers     = 1000000
      subscribers = 5000000

      database = { class = "db.r6gd.4xlarge", storage_gb = 1000, iops = 20000, connections = 2600 }
      redis    = { class = "cache.r7g.xlarge", busy_alarm = 80 }
      nats     = { class = "m7i.2xlarge", disk_gb = 200, store_gb = 100 }
      nodes = {
        general  = { class = "m7i.2xlarge", least = 3, most = 21 }
        live     = { class = "c7i.2xlarge", least = 6, most = 30 }
        notifier = { class = "m7i.2xlarge", least = 3, most = 24 }
      }
      replicas = {
        api      = { least = 4, most = 50 }
        gateway  = { least = 10, most = 100 }
        notifier = { least = 12, most = 200 }
        edge     = { least = 6, most = 30 }
      }
      # Most connections to the database of one process; `replica` is to each member, the primary too (docs/postgres.md).
      pools = { api = 15, replica = 8, gateway = 3, notifier = 4 }
    }
    4 = {
      pages       = 100000
      readers     = 10000000
      subscribers = 50000000

      database = { class = "db.r6gd.16xlarge", storage_gb = 4000, iops = 64000, connections = 5500 }
      redis    = { class = "cache.r7g.4xlarge", busy_alarm = 80 }
      nats     = { class = "m7i.4xlarge", disk_gb = 500, store_gb = 300 }
      nodes = {
        general  = { class = "m7i.4xlarge", least = 6, most = 42 }
        live     = { class = "c7i.4xlarge", least = 9, most = 72 }
        notifier = { class = "m7i.4xlarge", least = 6, most = 45 }
      }
      replicas = {
        api      = { least = 4, most = 100 }
        gateway  = { least = 10, most = 200 }
        notifier = { least = 20, most = 500 }
        edge     = { least = 9, most = 60 }
      }
      # Most connections to the database of one process; `replica` is to each member, the primary too (docs/postgres.md).
      pools = { api = 12, replica = 8, gateway = 3, notifier = 4 }
    }
  }

  tier = local.tiers[var.tier]
  name = "pharos-${var.environment}-${var.region}"

  tags = merge(var.tags, {
    Application = "pharos"
    Environment = var.environment
    Region      = var.region
    Tier        = tostring(var.tier)
    ManagedBy   = "terraform"
  })
}
