# A primary and two replicas that can be read, one in each zone. A commit is answered once one of the two has it, so that the loss of
# the primary loses nothing that was acknowledged; one of them takes its place, in about 35 seconds as AWS says.
resource "aws_db_subnet_group" "this" {
  region     = var.aws_region
  name       = local.name
  subnet_ids = [for subnet in aws_subnet.data : subnet.id]
  tags       = local.tags
}

resource "aws_rds_cluster_parameter_group" "this" {
  region      = var.aws_region
  name        = local.name
  family      = "postgres${split(".", var.postgres_version)[0]}"
  description = "Pharos: see docs/postgres.md"
  tags        = local.tags

  parameter {
    name         = "max_connections"
    value        = tostring(local.tier.database.connections)
    apply_method = "pending-reboot"
  }

  parameter {
    name         = "rds.force_ssl"
    value        = "1"
    apply_method = "immediate"
  }

  # A statement that nobody ended ends by itself; the roles say shorter limits of their own.
  parameter {
    name         = "statement_timeout"
    value        = "60000"
    apply_method = "immediate"
  }

  parameter {
    name         = "idle_in_transaction_session_timeout"
    value        = "60000"
    apply_method = "immediate"
  }

  parameter {
    name         = "log_min_duration_statement"
    value        = "1000"
    apply_method = "immediate"
  }
}

resource "aws_rds_cluster" "this" {
  region             = var.aws_region
  cluster_identifier = local.name
  engine             = "postgres"
  engine_version     = var.postgres_version
  database_name      = "pharos"
  port               = 5432

  db_cluster_instance_class       = local.tier.database.class
  storage_type                    = "io2"
  allocated_storage               = local.tier.database.storage_gb
  iops                            = local.tier.database.iops
  db_subnet_group_name            = aws_db_subnet_group.this.name
  vpc_security_group_ids          = [aws_security_group.postgres.id]
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.this.name

  # Made, kept and changed by AWS: it stands in no state and no file.
  master_username               = "pharos"
  manage_master_user_password   = true
  master_user_secret_kms_key_id = aws_kms_key.this.arn
  storage_encrypted             = true
  kms_key_id                    = aws_kms_key.this.arn

  # Any moment of the last thirty days; asked are seven, and a copy of each day for thirty.
  backup_retention_period      = 30
  preferred_backup_window      = "03:00-04:00"
  preferred_maintenance_window = "sun:04:30-sun:05:30"
  copy_tags_to_snapshot        = true
  deletion_protection          = var.is_protected
  skip_final_snapshot          = !var.is_protected
  final_snapshot_identifier    = var.is_protected ? "${local.name}-last" : null

  performance_insights_enabled    = true
  performance_insights_kms_key_id = aws_kms_key.this.arn
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
  tags                            = local.tags
}

# The three members by name: the API asks each copy how far it is, and an address that leads to any of them would tell it of the wrong one.
# Any of them may be the primary one day; reading from it does no harm.
data "aws_db_instance" "member" {
  for_each = toset(["1", "2", "3"])

  region                 = var.aws_region
  db_instance_identifier = "${local.name}-instance-${each.key}"

  depends_on = [aws_rds_cluster.this]
}

resource "aws_db_event_subscription" "postgres" {
  region           = var.aws_region
  name             = "${local.name}-postgres"
  sns_topic        = aws_sns_topic.alarms.arn
  source_type      = "db-cluster"
  source_ids       = [aws_rds_cluster.this.cluster_identifier]
  event_categories = ["failover", "failure", "maintenance", "notification"]
  tags             = local.tags
}
