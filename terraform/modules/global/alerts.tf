# What watches the steering. Route 53 and CloudFront tell of themselves in us-east-1 alone. Cloudflare sends mail by itself: it is there when
# AWS is not.
resource "aws_sns_topic" "alarms" {
  region = "us-east-1"
  name   = "${local.name}-alarms"
  tags   = local.tags
}

resource "aws_sns_topic_subscription" "alarms" {
  for_each = { for address in var.alarm_addresses : address.endpoint => address }

  region    = "us-east-1"
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = each.value.protocol
  endpoint  = each.value.endpoint
}

locals {
  health = merge(
    { for key, check in aws_route53_health_check.region : key => { id = check.id, says = "is not sent visitors any more", runbook = "region-cut-off.md" } },
    { for key, check in aws_route53_health_check.cdn : "cdn-${key}" => { id = check.id, says = "is left out: the other CDN has all visitors", runbook = "process-down.md" } },
  )
}

resource "aws_cloudwatch_metric_alarm" "health" {
  for_each = local.health

  region              = "us-east-1"
  alarm_name          = "${local.name}-${each.key}"
  alarm_description   = "${each.key} ${each.value.says}. See runbooks/${each.value.runbook}"
  namespace           = "AWS/Route53"
  metric_name         = "HealthCheckStatus"
  dimensions          = { HealthCheckId = each.value.id }
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = 60
  evaluation_periods  = 1
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
  tags                = local.tags
}

resource "aws_cloudwatch_metric_alarm" "cloudfront_failing" {
  region              = "us-east-1"
  alarm_name          = "${local.name}-cloudfront-failing"
  alarm_description   = "CloudFront answers more than one request in fifty with an error. See runbooks/process-down.md"
  namespace           = "AWS/CloudFront"
  metric_name         = "5xxErrorRate"
  dimensions          = { DistributionId = aws_cloudfront_distribution.this.id, Region = "Global" }
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 2
  period              = 60
  evaluation_periods  = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
  tags                = local.tags
}

# A certificate that does not renew itself is seen three weeks before anybody else sees it.
resource "aws_cloudwatch_metric_alarm" "certificate" {
  for_each = var.regions

  region              = each.value.aws_region
  alarm_name          = "${local.name}-${each.key}-certificate"
  alarm_description   = "The certificate of ${each.key} ends in less than three weeks: it was not renewed. See runbooks/process-down.md"
  namespace           = "AWS/CertificateManager"
  metric_name         = "DaysToExpiry"
  dimensions          = { CertificateArn = aws_acm_certificate.region[each.key].arn }
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 21
  period              = 86400
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.endpoints[each.key].alarm_topic_arn]
  tags                = local.tags
}

resource "cloudflare_notification_policy" "health" {
  count = length(var.alarm_mail) > 0 ? 1 : 0

  account_id  = var.cloudflare_account_id
  name        = "${local.name}: a region or a CDN is left out"
  description = "See runbooks/region-cut-off.md"
  alert_type  = "load_balancing_health_alert"
  enabled     = true

  mechanisms = {
    email = [for address in var.alarm_mail : { id = address }]
  }

  filters = {
    pool_id      = concat([for pool in cloudflare_load_balancer_pool.region : pool.id], [for pool in cloudflare_load_balancer_pool.cdn : pool.id])
    new_health   = ["Unhealthy"]
    event_source = ["pool"]
  }
}
