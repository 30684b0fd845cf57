# Three servers, one in each zone, that form a cluster of this region alone: regions share no bus. What NATS has not, Postgres has
# (runbooks/nats-down.md), so that a server may be thrown away: `terraform apply -replace='module.region["us"].aws_instance.nats["a"]'`,
# one at a time.
locals {
  mesh_domain = "${var.region}.mesh.${var.domain}"
  nats_hosts  = { for letter in var.zones : letter => "nats-${letter}.${local.mesh_domain}" }
}

data "aws_ami" "debian" {
  region      = var.aws_region
  most_recent = true
  owners      = ["136693071363"]

  filter {
    name   = "name"
    values = ["debian-13-amd64-*"]
  }

  filter {
    name   = "virtualization-type"
    values = ["hvm"]
  }
}

resource "aws_instance" "nats" {
  for_each = local.zones

  region                 = var.aws_region
  ami                    = data.aws_ami.debian.id
  instance_type          = local.tier.nats.class
  subnet_id              = aws_subnet.data[each.key].id
  private_ip             = cidrhost(aws_subnet.data[each.key].cidr_block, 10)
  vpc_security_group_ids = [aws_security_group.nats.id]
  iam_instance_profile   = aws_iam_instance_profile.nats.name
  ebs_optimized          = true
  monitoring             = true

  user_data = templatefile("${path.module}/templates/nats.sh.tftpl", {
    aws_region = var.aws_region
    cluster    = local.name
    server     = "${local.name}-${each.key}"
    host       = local.nats_hosts[each.key]
    routes     = [for letter, host in local.nats_hosts : host if letter != each.key]
    secret_arn = aws_secretsmanager_secret.nats_server.arn
    store_gb   = local.tier.nats.store_gb
  })

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
  }

  root_block_device {
    volume_type = "gp3"
    volume_size = local.tier.nats.disk_gb
    encrypted   = true
    kms_key_id  = aws_kms_key.this.arn
    tags        = merge(local.tags, { Name = "${local.name}-nats-${each.key}" })
  }

  maintenance_options {
    auto_recovery = "default"
  }

  tags = merge(local.tags, { Name = "${local.name}-nats-${each.key}" })

  # A newer image or another script must not replace all three at once.
  lifecycle {
    ignore_changes = [ami, user_data]
  }

  depends_on = [aws_route.inner_out]
}

# Known within this network; the global module makes it known to the peers' networks.
resource "aws_route53_zone" "mesh" {
  name    = local.mesh_domain
  comment = "Servers of ${local.name}, as its peers know them"
  tags    = local.tags

  vpc {
    vpc_id     = aws_vpc.this.id
    vpc_region = var.aws_region
  }

  lifecycle {
    ignore_changes = [vpc]
  }
}

resource "aws_route53_record" "nats_server" {
  for_each = local.nats_hosts

  zone_id = aws_route53_zone.mesh.zone_id
  name    = each.value
  type    = "A"
  ttl     = 60
  records = [aws_instance.nats[each.key].private_ip]
}

resource "aws_route53_record" "nats" {
  zone_id = aws_route53_zone.mesh.zone_id
  name    = "nats.${local.mesh_domain}"
  type    = "A"
  ttl     = 60
  records = [for server in aws_instance.nats : server.private_ip]
}
