# The regions' own names, at both providers: `<role>.<region>.<domain>`.
locals {
  region_names = merge([for region in keys(var.regions) : {
    for role in ["edge", "api", "notify"] : "${role}.${region}" => { region = region, role = role }
  }]...)
}

resource "aws_route53_record" "region" {
  for_each = local.region_names

  zone_id = aws_route53_zone.this.zone_id
  name    = "${each.key}.${var.domain}"
  type    = "A"

  alias {
    name                   = var.endpoints[each.value.region].balancer.dns_name
    zone_id                = var.endpoints[each.value.region].balancer.zone_id
    evaluate_target_health = false
  }
}

resource "cloudflare_dns_record" "region" {
  for_each = local.region_names

  zone_id = cloudflare_zone.this.id
  name    = "${each.key}.${var.domain}"
  type    = "CNAME"
  ttl     = 60
  proxied = false
  content = var.endpoints[each.value.region].balancer.dns_name
}
