# Places for secrets, not secrets: what is in them is put there by a person or a pipeline (README.md, "Secrets"), so that none stands in
# this code, in a plan or in the state. Each holds one JSON object; its keys are variables of docs/config.md. The two are the chart's
# two: no role but the notifier can read the providers' keys.
locals {
  secrets = {
    pharos          = ["DATABASE_URL", "DATABASE_REPLICA_URLS", "NATS_URL", "NATS_USER", "NATS_PASSWORD", "REDIS_URL", "PEER_USER", "PEER_PASSWORD"]
    pharos-notifier = ["API_KEY", "SES_ACCESS_KEY_ID", "SES_SECRET_ACCESS_KEY", "SENDGRID_API_KEY", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM", "TELNYX_API_KEY", "TELNYX_FROM", "TELNYX_PUBLIC_KEY"]
  }
}

resource "aws_secretsmanager_secret" "this" {
  for_each = local.secrets

  region                  = var.aws_region
  name                    = "${local.name}/${each.key}"
  description             = join(" ", each.value)
  kms_key_id              = aws_kms_key.this.arn
  recovery_window_in_days = 30
  tags                    = local.tags
}

# For the servers of NATS alone: {"certificate", "key", "authority", "users"}, as in crdt-sync/README.md, "Who may do what on NATS".
resource "aws_secretsmanager_secret" "nats_server" {
  region                  = var.aws_region
  name                    = "${local.name}/nats-server"
  description             = "certificate key authority users"
  kms_key_id              = aws_kms_key.this.arn
  recovery_window_in_days = 30
  tags                    = local.tags
}
