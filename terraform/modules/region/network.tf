# One network over three zones, in three layers: what is reached from outside (the load balancer and the ways out), where the roles
# run, and where data is kept. A zone has its own way out, so that the loss of one takes nothing from the other two.
locals {
  network = "10.${var.number}.0.0/16"
  zones   = { for index, letter in var.zones : letter => index }

  # All three subnets of data, and nothing else.
  data_network = cidrsubnet(local.network, 4, 1)
}

resource "aws_vpc" "this" {
  region               = var.aws_region
  cidr_block           = local.network
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = merge(local.tags, { Name = local.name })
}

# What names no group of its own reaches nothing.
resource "aws_default_security_group" "closed" {
  region = var.aws_region
  vpc_id = aws_vpc.this.id
  tags   = merge(local.tags, { Name = "${local.name}-closed" })
}

resource "aws_internet_gateway" "this" {
  region = var.aws_region
  vpc_id = aws_vpc.this.id
  tags   = merge(local.tags, { Name = local.name })
}

resource "aws_subnet" "public" {
  for_each = local.zones

  region            = var.aws_region
  vpc_id            = aws_vpc.this.id
  availability_zone = "${var.aws_region}${each.key}"
  cidr_block        = cidrsubnet(local.network, 6, each.value)
  tags              = merge(local.tags, { Name = "${local.name}-public-${each.key}", "kubernetes.io/role/elb" = "1" })
}

resource "aws_subnet" "data" {
  for_each = local.zones

  region            = var.aws_region
  vpc_id            = aws_vpc.this.id
  availability_zone = "${var.aws_region}${each.key}"
  cidr_block        = cidrsubnet(local.network, 6, each.value + 4)
  tags              = merge(local.tags, { Name = "${local.name}-data-${each.key}" })
}

# A quarter of the network for each zone: every pod has an address of its own.
resource "aws_subnet" "roles" {
  for_each = local.zones

  region            = var.aws_region
  vpc_id            = aws_vpc.this.id
  availability_zone = "${var.aws_region}${each.key}"
  cidr_block        = cidrsubnet(local.network, 2, each.value + 1)
  tags              = merge(local.tags, { Name = "${local.name}-roles-${each.key}", "kubernetes.io/role/internal-elb" = "1" })
}

resource "aws_eip" "way_out" {
  for_each = local.zones

  region = var.aws_region
  domain = "vpc"
  tags   = merge(local.tags, { Name = "${local.name}-out-${each.key}" })
}

resource "aws_nat_gateway" "way_out" {
  for_each = local.zones

  region        = var.aws_region
  allocation_id = aws_eip.way_out[each.key].id
  subnet_id     = aws_subnet.public[each.key].id
  tags          = merge(local.tags, { Name = "${local.name}-out-${each.key}" })

  depends_on = [aws_internet_gateway.this]
}

resource "aws_route_table" "public" {
  region = var.aws_region
  vpc_id = aws_vpc.this.id
  tags   = merge(local.tags, { Name = "${local.name}-public" })
}

resource "aws_route" "public_out" {
  region                 = var.aws_region
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
}

resource "aws_route_table_association" "public" {
  for_each = local.zones

  region         = var.aws_region
  subnet_id      = aws_subnet.public[each.key].id
  route_table_id = aws_route_table.public.id
}

# One for each zone; the roads to the other regions are laid into them by the global module.
resource "aws_route_table" "inner" {
  for_each = local.zones

  region = var.aws_region
  vpc_id = aws_vpc.this.id
  tags   = merge(local.tags, { Name = "${local.name}-inner-${each.key}" })
}

resource "aws_route" "inner_out" {
  for_each = local.zones

  region                 = var.aws_region
  route_table_id         = aws_route_table.inner[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.way_out[each.key].id
}

resource "aws_route_table_association" "roles" {
  for_each = local.zones

  region         = var.aws_region
  subnet_id      = aws_subnet.roles[each.key].id
  route_table_id = aws_route_table.inner[each.key].id
}

resource "aws_route_table_association" "data" {
  for_each = local.zones

  region         = var.aws_region
  subnet_id      = aws_subnet.data[each.key].id
  route_table_id = aws_route_table.inner[each.key].id
}

# The object store is reached without leaving the network.
resource "aws_vpc_endpoint" "store" {
  region            = var.aws_region
  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.${var.aws_region}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [for table in aws_route_table.inner : table.id]
  tags              = merge(local.tags, { Name = "${local.name}-store" })
}

resource "aws_flow_log" "refused" {
  region               = var.aws_region
  vpc_id               = aws_vpc.this.id
  traffic_type         = "REJECT"
  iam_role_arn         = aws_iam_role.flow_log.arn
  log_destination      = aws_cloudwatch_log_group.flow.arn
  log_destination_type = "cloud-watch-logs"
  tags                 = merge(local.tags, { Name = "${local.name}-refused" })
}

resource "aws_cloudwatch_log_group" "flow" {
  region            = var.aws_region
  name              = "/${local.name}/flow"
  retention_in_days = 30
  kms_key_id        = aws_kms_key.this.arn
  tags              = local.tags
}
