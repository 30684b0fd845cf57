locals {
  environment = "staging"
}

module "region" {
  source   = "../../modules/region"
  for_each = var.regions

  environment     = local.environment
  region          = each.key
  number          = each.value.number
  aws_region      = each.value.aws_region
  zones           = each.value.zones
  tier            = coalesce(each.value.tier, var.tier)
  read_fallback   = each.value.read_fallback
  domain          = var.domain
  certificate_arn = module.global.certificate_arns[each.key]

  peers = {
    for name, peer in var.regions : name => { number = peer.number, network = "10.${peer.number}.0.0/16" } if name != each.key
  }

  redis_password         = var.redis_passwords[each.key]
  redis_password_version = var.redis_password_version
  operator_networks      = var.operator_networks
  operator_role_arns     = var.operator_role_arns
  alarm_addresses        = var.alarm_addresses
  alert_rules            = file("${path.module}/../../../runbooks/alerts.yml")
  is_protected           = local.is_protected
}

module "global" {
  source = "../../modules/global"

  environment           = local.environment
  domain                = var.domain
  cdn_domain            = var.cdn_domain
  checked_page          = var.checked_page
  cdn_weights           = var.cdn_weights
  second_authority      = var.second_authority
  cloudflare_account_id = var.cloudflare_account_id
  dcv_delegation        = var.dcv_delegation
  alarm_addresses       = var.alarm_addresses
  alarm_mail            = var.alarm_mail

  regions = {
    for name, region in var.regions : name => { number = region.number, aws_region = region.aws_region, areas = region.areas }
  }

  endpoints = {
    for name, region in module.region : name => {
      balancer        = region.balancer
      network         = region.network
      backups         = region.backups
      alarm_topic_arn = region.alarm_topic_arn
    }
  }
}
