# The routing table at Route 53. A visitor's continent or country leads to its area; an area to its region, while that is healthy, then to the
# fallback, then to any region that is. A region that is gone is left within about 25 seconds (two checks, ten seconds apart).
locals {
  checked = merge([for kind, each_kind in local.kinds : {
    for region in keys(var.regions) : "${kind}-${region}" => { kind = kind, region = region, host = "${each_kind.role}.${region}.${var.domain}", path = each_kind.path }
  }]...)

  # Every area of both kinds.
  routes = merge([for kind, areas in local.order : {
    for area, order in areas : "${kind}-${area}" => {
      kind = kind, area = area, order = order
      name = "${area}.${local.kinds[kind].name}.route.${var.domain}"
      rest = "${area}-else.${local.kinds[kind].name}.route.${var.domain}"
      any  = "any.${local.kinds[kind].name}.route.${var.domain}"
    }
  }]...)

  routes_with_fallback = { for key, route in local.routes : key => route if length(route.order) > 1 }

  # Where each comes from, as Route 53 says it.
  places = merge([for key, route in local.routes : merge(
    local.areas[route.area].continent == null ? {} : { "${key}-${local.areas[route.area].continent}" = { route = key, continent = local.areas[route.area].continent, country = null } },
    { for country in local.areas[route.area].countries : "${key}-${country}" => { route = key, continent = null, country = country } },
  )]...)
}

resource "aws_route53_health_check" "region" {
  for_each = local.checked

  type              = "HTTPS"
  fqdn              = each.value.host
  port              = 443
  resource_path     = each.value.path
  request_interval  = 10
  failure_threshold = 2
  measure_latency   = true
  enable_sni        = true
  tags              = merge(local.tags, { Name = "${local.name}-${each.key}" })
}

resource "aws_route53_record" "area" {
  for_each = local.routes

  zone_id         = aws_route53_zone.this.zone_id
  name            = each.value.name
  type            = "A"
  set_identifier  = "first"
  health_check_id = aws_route53_health_check.region["${each.value.kind}-${each.value.order[0]}"].id

  failover_routing_policy {
    type = "PRIMARY"
  }

  alias {
    name                   = aws_route53_record.region["${local.kinds[each.value.kind].role}.${each.value.order[0]}"].fqdn
    zone_id                = aws_route53_zone.this.zone_id
    evaluate_target_health = true
  }
}

resource "aws_route53_record" "area_else" {
  for_each = local.routes_with_fallback

  zone_id        = aws_route53_zone.this.zone_id
  name           = each.value.name
  type           = "A"
  set_identifier = "else"

  failover_routing_policy {
    type = "SECONDARY"
  }

  alias {
    name                   = aws_route53_record.fallback[each.key].fqdn
    zone_id                = aws_route53_zone.this.zone_id
    evaluate_target_health = true
  }
}

resource "aws_route53_record" "fallback" {
  for_each = local.routes_with_fallback

  zone_id         = aws_route53_zone.this.zone_id
  name            = each.value.rest
  type            = "A"
  set_identifier  = "second"
  health_check_id = aws_route53_health_check.region["${each.value.kind}-${each.value.order[1]}"].id

  failover_routing_policy {
    type = "PRIMARY"
  }

  alias {
    name                   = aws_route53_record.region["${local.kinds[each.value.kind].role}.${each.value.order[1]}"].fqdn
    zone_id                = aws_route53_zone.this.zone_id
    evaluate_target_health = true
  }
}

resource "aws_route53_record" "fallback_else" {
  for_each = local.routes_with_fallback

  zone_id        = aws_route53_zone.this.zone_id
  name           = each.value.rest
  type           = "A"
  set_identifier = "any"

  failover_routing_policy {
    type = "SECONDARY"
  }

  alias {
    name                   = each.value.any
    zone_id                = aws_route53_zone.this.zone_id
    evaluate_target_health = true
  }

  depends_on = [aws_route53_record.any]
}

# Whoever is healthy. When nobody is, Route 53 answers as if all were: the edge's last good copy is better than no address.
resource "aws_route53_record" "any" {
  for_each = local.checked

  zone_id         = aws_route53_zone.this.zone_id
  name            = "any.${local.kinds[each.value.kind].name}.route.${var.domain}"
  type            = "A"
  set_identifier  = each.value.region
  health_check_id = aws_route53_health_check.region[each.key].id

  weighted_routing_policy {
    weight = 1
  }

  alias {
    name                   = aws_route53_record.region["${local.kinds[each.value.kind].role}.${each.value.region}"].fqdn
    zone_id                = aws_route53_zone.this.zone_id
    evaluate_target_health = true
  }
}

resource "aws_route53_record" "place" {
  for_each = local.places

  zone_id        = aws_route53_zone.this.zone_id
  name           = "${local.kinds[local.routes[each.value.route].kind].name}.${var.domain}"
  type           = "A"
  set_identifier = each.key

  geolocation_routing_policy {
    continent = each.value.continent
    country   = each.value.country
  }

  alias {
    name                   = aws_route53_record.area[each.value.route].fqdn
    zone_id                = aws_route53_zone.this.zone_id
    evaluate_target_health = true
  }
}

# Who comes from nowhere that is known.
resource "aws_route53_record" "elsewhere" {
  for_each = local.kinds

  zone_id        = aws_route53_zone.this.zone_id
  name           = "${each.value.name}.${var.domain}"
  type           = "A"
  set_identifier = "elsewhere"

  geolocation_routing_policy {
    country = "*"
  }

  alias {
    name                   = "any.${each.value.name}.route.${var.domain}"
    zone_id                = aws_route53_zone.this.zone_id
    evaluate_target_health = true
  }

  depends_on = [aws_route53_record.any]
}
