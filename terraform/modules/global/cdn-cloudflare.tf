# The second CDN. It has a domain of its own, so that the visitors' domain need not be answered for by Cloudflare alone: their names are
# custom hostnames of it, with certificates of the second authority.
resource "cloudflare_zone" "cdn" {
  name    = var.cdn_domain
  type    = "full"
  account = { id = var.cloudflare_account_id }
}

resource "cloudflare_zone_setting" "cdn" {
  for_each = {
    ssl              = "strict"
    min_tls_version  = "1.2"
    tls_1_3          = "on"
    http3            = "on"
    always_use_https = "on"
    brotli           = "on"
  }

  zone_id    = cloudflare_zone.cdn.id
  setting_id = each.key
  value      = each.value
}

resource "cloudflare_load_balancer" "cdn" {
  zone_id         = cloudflare_zone.cdn.id
  name            = "pages.${var.cdn_domain}"
  description     = "From the CDN to the region that is near"
  proxied         = true
  steering_policy = "geo"
  region_pools    = local.region_pools["reads"]
  default_pools   = local.all_pools["reads"]
  fallback_pool   = local.all_pools["reads"][0]

  adaptive_routing = {
    failover_across_pools = true
  }
}

resource "cloudflare_custom_hostname_fallback_origin" "cdn" {
  zone_id = cloudflare_zone.cdn.id
  origin  = cloudflare_load_balancer.cdn.name
}

resource "cloudflare_custom_hostname" "cdn" {
  for_each = toset(["status", "cloudflare"])

  zone_id  = cloudflare_zone.cdn.id
  hostname = "${each.value}.${var.domain}"

  ssl = {
    type                  = "dv"
    method                = "txt"
    certificate_authority = var.second_authority

    settings = {
      min_tls_version = "1.2"
      http2           = "on"
      tls_1_3         = "on"
    }
  }

  depends_on = [cloudflare_custom_hostname_fallback_origin.cdn]
}

# The proof of the name is handed to Cloudflare for good: it renews by itself, also while its CDN has no visitors.
resource "aws_route53_record" "proof" {
  for_each = toset(["status", "cloudflare"])

  zone_id = aws_route53_zone.this.zone_id
  name    = "_acme-challenge.${each.value}.${var.domain}"
  type    = "CNAME"
  ttl     = 300
  records = ["${each.value}.${var.domain}.${var.dcv_delegation}.dcv.cloudflare.com"]
}

resource "cloudflare_dns_record" "proof" {
  for_each = toset(["status", "cloudflare"])

  zone_id = cloudflare_zone.this.id
  name    = "_acme-challenge.${each.value}.${var.domain}"
  type    = "CNAME"
  ttl     = 300
  proxied = false
  content = "${each.value}.${var.domain}.${var.dcv_delegation}.dcv.cloudflare.com"
}

resource "cloudflare_ruleset" "cdn" {
  zone_id     = cloudflare_zone.cdn.id
  name        = "${local.name}-as-the-edge-says"
  description = "Kept as long as the edge says"
  kind        = "zone"
  phase       = "http_request_cache_settings"

  rules = [{
    ref         = "as-the-edge-says"
    description = "HTML too"
    expression  = "true"
    action      = "set_cache_settings"
    enabled     = true

    action_parameters = {
      cache       = true
      edge_ttl    = { mode = "respect_origin" }
      browser_ttl = { mode = "respect_origin" }
      serve_stale = { disable_stale_while_updating = false }
    }
  }]
}
