# The same routing table at the second provider, from the same rows.
resource "cloudflare_load_balancer_monitor" "kind" {
  for_each = local.kinds

  account_id       = var.cloudflare_account_id
  description      = "${local.name}: ${each.key}"
  type             = "https"
  method           = "GET"
  path             = each.value.path
  port             = 443
  expected_codes   = "200"
  interval         = 10
  timeout          = 3
  retries          = 1
  consecutive_down = 2
  consecutive_up   = 2
  allow_insecure   = false
  follow_redirects = false
}

# One for each role of each region; asked by the name that it is known by.
resource "cloudflare_load_balancer_pool" "region" {
  for_each = local.checked

  account_id      = var.cloudflare_account_id
  name            = "${local.name}-${each.key}"
  description     = "${each.value.kind} of ${each.value.region}"
  monitor         = cloudflare_load_balancer_monitor.kind[each.value.kind].id
  minimum_origins = 1
  enabled         = true

  origins = [{
    name    = each.value.region
    address = each.value.host
    enabled = true
    weight  = 1
  }]

  depends_on = [cloudflare_dns_record.region]
}

locals {
  # By Cloudflare's own regions, all pools in the order in which they are asked.
  region_pools = { for kind, areas in local.order : kind => merge([for area, order in areas : {
    for code in local.areas[area].cloudflare : code => [for region in order : cloudflare_load_balancer_pool.region["${kind}-${region}"].id]
  }]...) }

  all_pools = { for kind in keys(local.kinds) : kind => [for region in local.by_number : cloudflare_load_balancer_pool.region["${kind}-${region}"].id] }
}

resource "cloudflare_load_balancer" "kind" {
  for_each = local.kinds

  zone_id         = cloudflare_zone.this.id
  name            = "${each.value.name}.${var.domain}"
  description     = "${each.key}, by where one comes from"
  proxied         = false
  ttl             = 30
  steering_policy = "geo"
  region_pools    = local.region_pools[each.key]
  default_pools   = local.all_pools[each.key]
  fallback_pool   = local.all_pools[each.key][0]

  # Where the visitor is, and not where the resolver is, if the resolver says so.
  location_strategy = {
    mode       = "resolver_ip"
    prefer_ecs = "always"
  }
}
