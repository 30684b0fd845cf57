# History, Views and counts. What is in it is also elsewhere: it may be lost whole (runbooks/redis-down.md).
resource "aws_elasticache_subnet_group" "this" {
  region      = var.aws_region
  name        = local.name
  description = "Pharos"
  subnet_ids  = [for subnet in aws_subnet.data : subnet.id]
  tags        = local.tags
}

resource "aws_elasticache_parameter_group" "this" {
  region      = var.aws_region
  name        = local.name
  family      = "valkey8"
  description = "Pharos: what was used least leaves first"
  tags        = local.tags

  parameter {
    name  = "maxmemory-policy"
    value = "allkeys-lru"
  }
}

resource "aws_elasticache_user" "roles" {
  region        = var.aws_region
  user_id       = "${local.name}-roles"
  user_name     = "pharos"
  engine        = "valkey"
  access_string = "on ~* &* +@all -@dangerous +info"

  passwords_wo         = var.redis_password
  passwords_wo_version = var.redis_password_version
  tags                 = local.tags
}

resource "aws_elasticache_user_group" "this" {
  region        = var.aws_region
  user_group_id = local.name
  engine        = "valkey"
  user_ids      = [aws_elasticache_user.roles.user_id]
  tags          = local.tags
}

resource "aws_elasticache_replication_group" "this" {
  region               = var.aws_region
  replication_group_id = local.name
  description          = "Pharos, ${var.region}"
  engine               = "valkey"
  engine_version       = "8.1"
  node_type            = local.tier.redis.class
  port                 = 6379

  num_cache_clusters         = 3
  automatic_failover_enabled = true
  multi_az_enabled           = true
  subnet_group_name          = aws_elasticache_subnet_group.this.name
  parameter_group_name       = aws_elasticache_parameter_group.this.name
  security_group_ids         = [aws_security_group.redis.id]

  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  at_rest_encryption_enabled = true
  kms_key_id                 = aws_kms_key.this.arn
  user_group_ids             = [aws_elasticache_user_group.this.user_group_id]

  # No copies: an empty one fills itself.
  snapshot_retention_limit   = 0
  auto_minor_version_upgrade = true
  maintenance_window         = "sun:05:30-sun:06:30"
  tags                       = local.tags
}
