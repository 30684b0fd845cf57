# `status.<domain>`: the pages, by the two CDNs with their weights, at both DNS providers. A CDN that fails its health check is left out; when
# both do, both are answered.
locals {
  # Each is checked by a name that leads to it alone.
  cdns = {
    cloudfront = { address = aws_cloudfront_distribution.this.domain_name, weight = var.cdn_weights["cloudfront"] }
    cloudflare = { address = cloudflare_load_balancer.cdn.name, weight = var.cdn_weights["cloudflare"] }
  }
}

resource "aws_route53_record" "cdn" {
  for_each = local.cdns

  zone_id = aws_route53_zone.this.zone_id
  name    = "${each.key}.${var.domain}"
  type    = "CNAME"
  ttl     = 300
  records = [each.value.address]
}

resource "cloudflare_dns_record" "cdn" {
  for_each = local.cdns

  zone_id = cloudflare_zone.this.id
  name    = "${each.key}.${var.domain}"
  type    = "CNAME"
  ttl     = 300
  proxied = false
  content = each.value.address
}

resource "aws_route53_health_check" "cdn" {
  for_each = local.cdns

  type              = "HTTPS"
  fqdn              = "${each.key}.${var.domain}"
  port              = 443
  resource_path     = local.page_path
  request_interval  = 10
  failure_threshold = 2
  measure_latency   = true
  enable_sni        = true
  tags              = merge(local.tags, { Name = "${local.name}-cdn-${each.key}" })
}

resource "aws_route53_record" "status" {
  for_each = local.cdns

  zone_id         = aws_route53_zone.this.zone_id
  name            = "status.${var.domain}"
  type            = "CNAME"
  ttl             = 30
  records         = [each.value.address]
  set_identifier  = each.key
  health_check_id = aws_route53_health_check.cdn[each.key].id

  weighted_routing_policy {
    weight = each.value.weight
  }
}

resource "cloudflare_load_balancer_pool" "cdn" {
  for_each = local.cdns

  account_id      = var.cloudflare_account_id
  name            = "${local.name}-cdn-${each.key}"
  description     = "The CDN ${each.key}"
  monitor         = cloudflare_load_balancer_monitor.kind["reads"].id
  minimum_origins = 1
  enabled         = each.value.weight > 0

  origins = [{
    name    = each.key
    address = "${each.key}.${var.domain}"
    enabled = true
    weight  = 1
  }]

  depends_on = [cloudflare_dns_record.cdn]
}

resource "cloudflare_load_balancer" "status" {
  zone_id         = cloudflare_zone.this.id
  name            = "status.${var.domain}"
  description     = "The pages, by two CDNs"
  proxied         = false
  ttl             = 30
  steering_policy = "random"
  default_pools   = [for cdn in keys(local.cdns) : cloudflare_load_balancer_pool.cdn[cdn].id]
  fallback_pool   = cloudflare_load_balancer_pool.cdn["cloudfront"].id

  random_steering = {
    default_weight = 0.5
    pool_weights   = zipmap([for cdn in keys(local.cdns) : cloudflare_load_balancer_pool.cdn[cdn].id], [for cdn in local.cdns : cdn.weight / 100])
  }
}
