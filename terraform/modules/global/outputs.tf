output "certificate_arns" {
  description = "Certificates of the regions' load balancers, once they are valid."
  value       = { for name, validation in aws_acm_certificate_validation.region : name => validation.certificate_arn }
}

output "name_servers" {
  description = "To be named at the registrar: both providers' for the domain, Cloudflare's for the domain of the CDN."
  value = {
    domain     = concat(aws_route53_zone.this.name_servers, cloudflare_zone.this.name_servers)
    cdn_domain = cloudflare_zone.cdn.name_servers
  }
}

output "routing" {
  description = "The routing table as it came out: for reads and writes, by area, the regions in the order in which they are asked."
  value       = local.order
}

output "addresses" {
  description = "Where people go."
  value = {
    pages = "https://status.${var.domain}"
    api   = "https://api.${var.domain}"
  }
}

output "shared_secrets" {
  description = "The secrets that all regions have in common."
  value       = [for secret in aws_secretsmanager_secret.shared : secret.name]
}
