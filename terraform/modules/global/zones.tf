# Two DNS providers answer for the domain, with the same names: the loss of one costs a visitor's resolver a second try. Each has health
# checks of its own. Name both providers' servers at the registrar (output `name_servers`).
resource "aws_route53_zone" "this" {
  name    = var.domain
  comment = "Pharos, ${var.environment}"
  tags    = local.tags
}

resource "cloudflare_zone" "this" {
  name    = var.domain
  type    = "full"
  account = { id = var.cloudflare_account_id }
}

resource "cloudflare_zone_dns_settings" "this" {
  zone_id        = cloudflare_zone.this.id
  multi_provider = true
}

# Each names the servers of the other, too: who asks either hears of both.
resource "aws_route53_record" "name_servers" {
  zone_id         = aws_route53_zone.this.zone_id
  name            = var.domain
  type            = "NS"
  ttl             = 3600
  allow_overwrite = true
  records         = concat(aws_route53_zone.this.name_servers, cloudflare_zone.this.name_servers)
}

# A zone of Route 53 has four.
resource "cloudflare_dns_record" "name_servers" {
  count = 4

  zone_id = cloudflare_zone.this.id
  name    = var.domain
  type    = "NS"
  ttl     = 3600
  content = aws_route53_zone.this.name_servers[count.index]

  depends_on = [cloudflare_zone_dns_settings.this]
}

# Nobody else may sign for the domain.
locals {
  authorities = distinct(["amazon.com", { lets_encrypt = "letsencrypt.org", google = "pki.goog", ssl_com = "ssl.com" }[var.second_authority]])
}

resource "aws_route53_record" "authorities" {
  zone_id = aws_route53_zone.this.zone_id
  name    = var.domain
  type    = "CAA"
  ttl     = 3600
  records = [for authority in local.authorities : "0 issue \"${authority}\""]
}

resource "cloudflare_dns_record" "authorities" {
  for_each = toset(local.authorities)

  zone_id = cloudflare_zone.this.id
  name    = var.domain
  type    = "CAA"
  ttl     = 3600

  data = {
    flags = 0
    tag   = "issue"
    value = each.value
  }
}
