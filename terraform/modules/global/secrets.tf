# What all regions have in common, for ever: who signs sessions, links and tokens. It is put in once, in the oldest region, and copied to the
# others, each under the key of its own. A place alone: the secret itself stands in no code and no state.
locals {
  shared = {
    pharos          = ["READER_KEYS", "SESSION_KEYS", "OIDC_CLIENT_SECRET"]
    pharos-notifier = ["LINK_KEY", "VAPID_PRIVATE_KEY"]
  }
}

resource "aws_secretsmanager_secret" "shared" {
  for_each = local.shared

  region                  = var.regions[local.by_number[0]].aws_region
  name                    = "${local.name}/shared-${each.key}"
  description             = join(" ", each.value)
  kms_key_id              = var.endpoints[local.by_number[0]].backups.key_arn
  recovery_window_in_days = 30
  tags                    = local.tags

  dynamic "replica" {
    for_each = slice(local.by_number, 1, length(local.by_number))

    content {
      region     = var.regions[replica.value].aws_region
      kms_key_id = var.endpoints[replica.value].backups.key_arn
    }
  }
}
