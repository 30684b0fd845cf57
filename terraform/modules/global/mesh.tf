# Roads between the regions: sync processes ask the peers' NATS over them. Each pair has one of its own, so that a region that is gone takes no
# road with it. Regions share nothing else.
locals {
  pairs = merge([for near in keys(var.regions) : {
    for far in keys(var.regions) : "${near}-${far}" => { near = near, far = far } if var.regions[near].number < var.regions[far].number
  }]...)

  # Both ways, through each of the tables of the near side.
  roads = merge([for key, pair in local.pairs : merge(
    { for letter, table in var.endpoints[pair.near].network.route_tables : "${key}-${pair.near}-${letter}" => { pair = key, from = pair.near, to = pair.far, table = table } },
    { for letter, table in var.endpoints[pair.far].network.route_tables : "${key}-${pair.far}-${letter}" => { pair = key, from = pair.far, to = pair.near, table = table } },
  )]...)

  # Who must know whose servers by name.
  known = merge([for whose in keys(var.regions) : {
    for by in keys(var.regions) : "${whose}-by-${by}" => { whose = whose, by = by } if whose != by
  }]...)
}

resource "aws_vpc_peering_connection" "pair" {
  for_each = local.pairs

  region      = var.regions[each.value.near].aws_region
  vpc_id      = var.endpoints[each.value.near].network.vpc_id
  peer_vpc_id = var.endpoints[each.value.far].network.vpc_id
  peer_region = var.regions[each.value.far].aws_region
  auto_accept = false
  tags        = merge(local.tags, { Name = "${local.name}-${each.key}" })
}

resource "aws_vpc_peering_connection_accepter" "pair" {
  for_each = local.pairs

  region                    = var.regions[each.value.far].aws_region
  vpc_peering_connection_id = aws_vpc_peering_connection.pair[each.key].id
  auto_accept               = true
  tags                      = merge(local.tags, { Name = "${local.name}-${each.key}" })
}

resource "aws_route" "road" {
  for_each = local.roads

  region                    = var.regions[each.value.from].aws_region
  route_table_id            = each.value.table
  destination_cidr_block    = var.endpoints[each.value.to].network.cidr
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.pair[each.value.pair].vpc_peering_connection_id
}

resource "aws_route53_zone_association" "known" {
  for_each = local.known

  zone_id    = var.endpoints[each.value.whose].network.mesh_zone_id
  vpc_id     = var.endpoints[each.value.by].network.vpc_id
  vpc_region = var.regions[each.value.by].aws_region
}
