# Of two authorities: Amazon signs for the regions and for CloudFront, another one (`second_authority`) for Cloudflare. When one cannot
# renew, or is no longer believed, the CDN that has the other's goes on.
resource "aws_acm_certificate" "region" {
  for_each = var.regions

  region                    = each.value.aws_region
  domain_name               = "*.${each.key}.${var.domain}"
  subject_alternative_names = [for name in ["api", "origin", "status", "cloudfront", "cloudflare"] : "${name}.${var.domain}"]
  validation_method         = "DNS"
  key_algorithm             = "EC_prime256v1"
  tags                      = merge(local.tags, { Name = "${local.name}-${each.key}" })

  lifecycle {
    create_before_destroy = true
  }
}

# CloudFront takes its certificate from us-east-1, wherever the rest stands.
resource "aws_acm_certificate" "cloudfront" {
  region                    = "us-east-1"
  domain_name               = "status.${var.domain}"
  subject_alternative_names = ["cloudfront.${var.domain}"]
  validation_method         = "DNS"
  key_algorithm             = "EC_prime256v1"
  tags                      = merge(local.tags, { Name = "${local.name}-cloudfront" })

  lifecycle {
    create_before_destroy = true
  }
}

locals {
  # A name has the same proof in every certificate of an account.
  proved  = toset(concat([for region in keys(var.regions) : "*.${region}.${var.domain}"], [for name in ["api", "origin", "status", "cloudfront", "cloudflare"] : "${name}.${var.domain}"]))
  options = flatten([for certificate in concat(values(aws_acm_certificate.region), [aws_acm_certificate.cloudfront]) : tolist(certificate.domain_validation_options)])
  proofs  = { for name in local.proved : name => [for option in local.options : option if option.domain_name == name][0] }
}

# At both providers: whom the authority asks is not ours to choose.
resource "aws_route53_record" "validation" {
  for_each = local.proved

  zone_id         = aws_route53_zone.this.zone_id
  name            = local.proofs[each.key].resource_record_name
  type            = local.proofs[each.key].resource_record_type
  ttl             = 300
  records         = [local.proofs[each.key].resource_record_value]
  allow_overwrite = true
}

resource "cloudflare_dns_record" "validation" {
  for_each = local.proved

  zone_id = cloudflare_zone.this.id
  name    = trimsuffix(local.proofs[each.key].resource_record_name, ".")
  type    = local.proofs[each.key].resource_record_type
  ttl     = 300
  content = trimsuffix(local.proofs[each.key].resource_record_value, ".")
}

resource "aws_acm_certificate_validation" "region" {
  for_each = var.regions

  region                  = each.value.aws_region
  certificate_arn         = aws_acm_certificate.region[each.key].arn
  validation_record_fqdns = [for record in aws_route53_record.validation : record.fqdn]

  depends_on = [cloudflare_dns_record.validation]
}

resource "aws_acm_certificate_validation" "cloudfront" {
  region                  = "us-east-1"
  certificate_arn         = aws_acm_certificate.cloudfront.arn
  validation_record_fqdns = [for record in aws_route53_record.validation : record.fqdn]

  depends_on = [cloudflare_dns_record.validation]
}
