# What watches the region. The promises are watched by Prometheus with the rules of runbooks/alerts.yml; CloudWatch watches what lies below
# the roles, and goes on when Prometheus does not. Each alarm names the runbook that answers it.
resource "aws_sns_topic" "alarms" {
  region            = var.aws_region
  name              = "${local.name}-alarms"
  kms_master_key_id = aws_kms_key.this.arn
  tags              = local.tags
}

resource "aws_sns_topic_policy" "alarms" {
  region = var.aws_region
  arn    = aws_sns_topic.alarms.arn
  policy = data.aws_iam_policy_document.alarms.json
}

data "aws_iam_policy_document" "alarms" {
  statement {
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alarms.arn]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com", "events.rds.amazonaws.com", "aps.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_sns_topic_subscription" "alarms" {
  for_each = { for address in var.alarm_addresses : address.endpoint => address }

  region    = var.aws_region
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = each.value.protocol
  endpoint  = each.value.endpoint
}

resource "aws_prometheus_workspace" "this" {
  region      = var.aws_region
  alias       = local.name
  kms_key_arn = aws_kms_key.this.arn
  tags        = local.tags
}

resource "aws_prometheus_rule_group_namespace" "promises" {
  region       = var.aws_region
  name         = "pharos"
  workspace_id = aws_prometheus_workspace.this.id
  data         = var.alert_rules
  tags         = local.tags
}

resource "aws_prometheus_alert_manager_definition" "this" {
  region       = var.aws_region
  workspace_id = aws_prometheus_workspace.this.id

  definition = yamlencode({
    alertmanager_config = yamlencode({
      route = {
        receiver        = "alarms"
        group_by        = ["alertname", "region"]
        group_wait      = "10s"
        group_interval  = "2m"
        repeat_interval = "4h"
      }
      receivers = [{
        name = "alarms"
        sns_configs = [{
          topic_arn     = aws_sns_topic.alarms.arn
          send_resolved = true
          sigv4         = { region = var.aws_region }
          subject       = "{{ .CommonLabels.alertname }} {{ .CommonLabels.region }}"
        }]
      }]
    })
  })
}

locals {
  database_members = [for member in ["1", "2", "3"] : "${local.name}-instance-${member}"]
  cache_members    = [for member in ["001", "002", "003"] : "${local.name}-${member}"]

  # By what is measured; `at` says of which things, each of which has an alarm of its own. Where nothing is measured any more, as a rule nothing is
  # left: that is an alarm too. What has nothing to say while all is well, as a copy that is the primary now, is silent.
  watched = {
    database-disk = {
      namespace = "AWS/RDS", metric = "FreeStorageSpace", statistic = "Minimum", comparison = "LessThanThreshold", minutes = 5
      threshold = local.tier.database.storage_gb * 1024 * 1024 * 1024 * 0.15
      at        = { for member in local.database_members : member => { DBInstanceIdentifier = member } }
      says      = "less than 15 % of the disk is free", silence = "breaching", runbook = "disk-full.md"
    }
    database-busy = {
      namespace = "AWS/RDS", metric = "CPUUtilization", statistic = "Average", comparison = "GreaterThanThreshold", minutes = 10
      threshold = 80
      at        = { for member in local.database_members : member => { DBInstanceIdentifier = member } }
      says      = "the processors have been busy for ten minutes", silence = "breaching", runbook = "postgres-down.md"
    }
    database-full = {
      namespace = "AWS/RDS", metric = "DatabaseConnections", statistic = "Maximum", comparison = "GreaterThanThreshold", minutes = 5
      threshold = local.tier.database.connections * 0.85
      at        = { for member in local.database_members : member => { DBInstanceIdentifier = member } }
      says      = "nearly all connections are taken", silence = "breaching", runbook = "postgres-down.md"
    }
    database-behind = {
      namespace = "AWS/RDS", metric = "ReplicaLag", statistic = "Maximum", comparison = "GreaterThanThreshold", minutes = 3
      threshold = 5
      at        = { for member in local.database_members : member => { DBInstanceIdentifier = member } }
      says      = "a copy is more than five seconds behind", silence = "notBreaching", runbook = "postgres-down.md"
    }
    cache-busy = {
      namespace = "AWS/ElastiCache", metric = "EngineCPUUtilization", statistic = "Average", comparison = "GreaterThanThreshold", minutes = 5
      threshold = local.tier.redis.busy_alarm
      at        = { for member in local.cache_members : member => { CacheClusterId = member } }
      says      = "its one thread is nearly full", silence = "notBreaching", runbook = "redis-down.md"
    }
    bus-down = {
      namespace = "AWS/EC2", metric = "StatusCheckFailed", statistic = "Maximum", comparison = "GreaterThanThreshold", minutes = 2
      threshold = 0
      at        = { for letter, server in aws_instance.nats : "nats-${letter}" => { InstanceId = server.id } }
      says      = "a server of NATS does not answer", silence = "breaching", runbook = "nats-down.md"
    }
    door-gone = {
      namespace = "AWS/NetworkELB", metric = "HealthyHostCount", statistic = "Minimum", comparison = "LessThanThreshold", minutes = 2
      threshold = 2
      at        = { ingress = { LoadBalancer = aws_lb.this.arn_suffix, TargetGroup = aws_lb_target_group.ingress.arn_suffix } }
      says      = "fewer than two of the ingress controllers are left", silence = "breaching", runbook = "process-down.md"
    }
    door-full = {
      namespace = "AWS/NetworkELB", metric = "PortAllocationErrorCount", statistic = "Sum", comparison = "GreaterThanThreshold", minutes = 3
      threshold = 0
      at        = { balancer = { LoadBalancer = aws_lb.this.arn_suffix } }
      says      = "the load balancer has no ports left: visitors are refused", silence = "notBreaching", runbook = "strangers.md"
    }
    way-out-full = {
      namespace = "AWS/NATGateway", metric = "ErrorPortAllocation", statistic = "Sum", comparison = "GreaterThanThreshold", minutes = 3
      threshold = 0
      at        = { for letter, gateway in aws_nat_gateway.way_out : "zone-${letter}" => { NatGatewayId = gateway.id } }
      says      = "the way out has no ports left: providers and webhooks are not reached", silence = "notBreaching", runbook = "provider-out.md"
    }
  }

  alarms = merge([for name, each_watched in local.watched : {
    for thing, dimensions in each_watched.at : "${name}-${thing}" => merge(each_watched, { thing = thing, dimensions = dimensions })
  }]...)
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  region              = var.aws_region
  alarm_name          = "${local.name}-${each.key}"
  alarm_description   = "${each.value.thing} in ${var.region}: ${each.value.says}. See runbooks/${each.value.runbook}"
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  period              = 60
  evaluation_periods  = each.value.minutes
  datapoints_to_alarm = each.value.minutes
  treat_missing_data  = each.value.silence
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
  tags                = local.tags
}
