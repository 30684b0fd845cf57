output "balancer" {
  description = "Where the names of the region lead."
  value = {
    dns_name = aws_lb.this.dns_name
    zone_id  = aws_lb.this.zone_id
  }
}

output "network" {
  description = "For the roads to the other regions."
  value = {
    vpc_id       = aws_vpc.this.id
    cidr         = local.network
    route_tables = { for letter, table in aws_route_table.inner : letter => table.id }
    mesh_zone_id = aws_route53_zone.mesh.zone_id
  }
}

output "backups" {
  description = "The bucket of backups, for their copies in another region."
  value = {
    bucket     = aws_s3_bucket.this["backups"].id
    bucket_arn = aws_s3_bucket.this["backups"].arn
    key_arn    = aws_kms_key.this.arn
  }

  # Nothing is copied from or to a bucket without versions.
  depends_on = [aws_s3_bucket_versioning.this]
}

output "alarm_topic_arn" {
  description = "Who is told of alarms."
  value       = aws_sns_topic.alarms.arn
}

output "metrics_url" {
  description = "Where the region's Prometheus writes to."
  value       = aws_prometheus_workspace.this.prometheus_endpoint
}

output "database_secret_arn" {
  description = "The owner's password of the database, that AWS made: for migrations and for people."
  value       = one(aws_rds_cluster.this.master_user_secret).secret_arn
}

# What the chart takes, as its values: nothing in it is secret, the secrets are named.
output "chart_values" {
  description = "Values of the region for deploy/helm/pharos."
  value = {
    region             = var.region
    regions            = [for name in local.regions : { name = name, number = local.numbers[name], nats = "tls://nats.${name}.mesh.${var.domain}:4222", api = "https://api.${name}.${var.domain}", edge = "https://edge.${name}.${var.domain}", notify = "https://notify.${name}.${var.domain}", fallbacks = name == var.region ? local.fallbacks : [] }]
    secretName         = "pharos"
    notifierSecretName = "pharos-notifier"

    roles = {
      sync     = { env = { ARCHIVE_URL = "s3://${aws_s3_bucket.this["archive"].bucket}/log", ARCHIVE_S3_REGION = var.aws_region } }
      api      = { env = { DATABASE_POOL = tostring(local.tier.pools.api), REPLICA_POOL = tostring(local.tier.pools.replica) } }
      gateway  = { env = { DATABASE_POOL = tostring(local.tier.pools.gateway) } }
      notifier = { env = { DATABASE_POOL = tostring(local.tier.pools.notifier), SES_REGION = var.aws_region } }
      edge     = { replicas = local.tier.replicas.edge.least }
    }

    autoscaling = { for role in ["api", "gateway", "notifier"] : role => { min = local.tier.replicas[role].least, max = local.tier.replicas[role].most } }

    networkPolicy = {
      servers = concat([
        { name = "postgres", port = 5432, cidr = local.data_network, roles = ["sync", "api", "gateway", "notifier", "migrate"] },
        { name = "nats", port = 4222, cidr = local.data_network, roles = ["sync", "api", "gateway", "notifier", "edge"] },
        { name = "redis", port = 6379, cidr = local.data_network, roles = ["api", "gateway", "edge"] },
      ], [for name, peer in var.peers : { name = "nats-${name}", port = 4222, cidr = cidrsubnet(peer.network, 4, 1), roles = ["sync"] }])
    }

    # TLS ends at the load balancer: the controller is asked by plain HTTP, and must not send anybody back.
    ingress = { className = "haproxy", annotations = { "haproxy.org/ssl-redirect" = "false", "haproxy.org/timeout-server" = "120s" } }
  }
}

# What the cluster is told beside the chart: where secrets come from, and which pods the load balancer asks.
output "manifests" {
  description = "For `kubectl apply`: `terraform output -json manifests | jq .us | kubectl apply -f -`."
  value = {
    apiVersion = "v1"
    kind       = "List"
    items = concat([
      {
        apiVersion = "external-secrets.io/v1"
        kind       = "ClusterSecretStore"
        metadata   = { name = "pharos" }
        spec       = { provider = { aws = { service = "SecretsManager", region = var.aws_region } } }
      },
      {
        apiVersion = "elbv2.k8s.aws/v1beta1"
        kind       = "TargetGroupBinding"
        metadata   = { name = "ingress", namespace = "ingress" }
        spec       = { targetGroupARN = aws_lb_target_group.ingress.arn, targetType = "ip", serviceRef = { name = "haproxy-kubernetes-ingress", port = "http" } }
      },
      ], [for name in keys(local.secrets) : {
        apiVersion = "external-secrets.io/v1"
        kind       = "ExternalSecret"
        metadata   = { name = name, namespace = "pharos" }
        spec = {
          refreshInterval = "10m"
          secretStoreRef  = { kind = "ClusterSecretStore", name = "pharos" }
          target          = { name = name }
          dataFrom        = [for key in [aws_secretsmanager_secret.this[name].name, "pharos-${var.environment}/shared-${name}"] : { extract = { key = key } }]
        }
    }])
  }
}

output "cluster" {
  description = "Where the chart goes, and what a person needs beside it."
  value = {
    name       = aws_eks_cluster.this.name
    aws_region = var.aws_region
    tier       = var.tier
    backups    = aws_s3_bucket.this["backups"].id
    mail_user  = aws_iam_user.mail.name

    # For DATABASE_URL, DATABASE_REPLICA_URLS, NATS_URL and REDIS_URL: the addresses, without who signs in.
    addresses = {
      database = aws_rds_cluster.this.endpoint
      members  = [for member in data.aws_db_instance.member : member.address]
      nats     = join(",", [for host in local.nats_hosts : "tls://${host}:4222"])
      redis    = aws_elasticache_replication_group.this.primary_endpoint_address
    }
  }
}

locals {
  numbers = merge({ (var.region) = var.number }, { for name, peer in var.peers : name => peer.number })
  regions = sort(keys(local.numbers))

  # Its fallback, then whoever is left.
  fallbacks = distinct([for name in concat([coalesce(var.read_fallback, "none")], keys(var.peers)) : name if contains(keys(var.peers), name)])
}
