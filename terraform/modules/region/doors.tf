# Who may reach what. Each group has its rules one by one, so that a plan shows which door opens. Outward all may go: webhooks lead
# anywhere, and the notifier itself refuses inner addresses.
resource "aws_security_group" "balancer" {
  region      = var.aws_region
  name        = "${local.name}-balancer"
  description = "Visitors, responders and the CDNs"
  vpc_id      = aws_vpc.this.id
  tags        = merge(local.tags, { Name = "${local.name}-balancer" })
}

resource "aws_vpc_security_group_ingress_rule" "web" {
  region            = var.aws_region
  security_group_id = aws_security_group.balancer.id
  description       = "Everybody, by TLS"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  tags              = local.tags
}

# The ingress controller, and the port by which it says that it is there.
resource "aws_vpc_security_group_egress_rule" "balancer_to_ingress" {
  for_each = toset([tostring(local.ingress_port), tostring(local.ingress_health_port)])

  region                       = var.aws_region
  security_group_id            = aws_security_group.balancer.id
  description                  = "To the ingress controller"
  referenced_security_group_id = local.roles_group
  ip_protocol                  = "tcp"
  from_port                    = tonumber(each.key)
  to_port                      = tonumber(each.key)
  tags                         = local.tags
}

resource "aws_vpc_security_group_ingress_rule" "ingress_from_balancer" {
  for_each = toset([tostring(local.ingress_port), tostring(local.ingress_health_port)])

  region                       = var.aws_region
  security_group_id            = local.roles_group
  description                  = "From the load balancer"
  referenced_security_group_id = aws_security_group.balancer.id
  ip_protocol                  = "tcp"
  from_port                    = tonumber(each.key)
  to_port                      = tonumber(each.key)
  tags                         = local.tags
}

resource "aws_security_group" "postgres" {
  region      = var.aws_region
  name        = "${local.name}-postgres"
  description = "Postgres: the roles of this region"
  vpc_id      = aws_vpc.this.id
  tags        = merge(local.tags, { Name = "${local.name}-postgres" })
}

resource "aws_vpc_security_group_ingress_rule" "postgres" {
  region                       = var.aws_region
  security_group_id            = aws_security_group.postgres.id
  description                  = "The roles of this region"
  referenced_security_group_id = local.roles_group
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  tags                         = local.tags
}

resource "aws_security_group" "redis" {
  region      = var.aws_region
  name        = "${local.name}-redis"
  description = "Redis: the roles of this region"
  vpc_id      = aws_vpc.this.id
  tags        = merge(local.tags, { Name = "${local.name}-redis" })
}

resource "aws_vpc_security_group_ingress_rule" "redis" {
  region                       = var.aws_region
  security_group_id            = aws_security_group.redis.id
  description                  = "The roles of this region"
  referenced_security_group_id = local.roles_group
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  tags                         = local.tags
}

resource "aws_security_group" "nats" {
  region      = var.aws_region
  name        = "${local.name}-nats"
  description = "NATS: the roles of this region, the sync processes of the others"
  vpc_id      = aws_vpc.this.id
  tags        = merge(local.tags, { Name = "${local.name}-nats" })
}

resource "aws_vpc_security_group_ingress_rule" "nats" {
  region                       = var.aws_region
  security_group_id            = aws_security_group.nats.id
  description                  = "The roles of this region"
  referenced_security_group_id = local.roles_group
  ip_protocol                  = "tcp"
  from_port                    = 4222
  to_port                      = 4222
  tags                         = local.tags
}

resource "aws_vpc_security_group_ingress_rule" "nats_from_peers" {
  for_each = var.peers

  region            = var.aws_region
  security_group_id = aws_security_group.nats.id
  description       = "The sync processes of ${each.key}, by TLS and a user of their own"
  cidr_ipv4         = each.value.network
  ip_protocol       = "tcp"
  from_port         = 4222
  to_port           = 4222
  tags              = local.tags
}

resource "aws_vpc_security_group_ingress_rule" "nats_among_themselves" {
  region                       = var.aws_region
  security_group_id            = aws_security_group.nats.id
  description                  = "The three servers among themselves"
  referenced_security_group_id = aws_security_group.nats.id
  ip_protocol                  = "tcp"
  from_port                    = 6222
  to_port                      = 6222
  tags                         = local.tags
}

resource "aws_vpc_security_group_egress_rule" "nats_out" {
  region            = var.aws_region
  security_group_id = aws_security_group.nats.id
  description       = "Packages, secrets and the other two"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
  tags              = local.tags
}
