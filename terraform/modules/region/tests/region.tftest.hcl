# Plans of one region, with providers that are only played: no account and no credentials. `terraform init -backend=false && terraform test`.
mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "123456789012"
    }
  }

  mock_resource "aws_rds_cluster" {
    defaults = {
      master_user_secret = [{ kms_key_id = "key", secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds-AbCdEf", secret_status = "active" }]
    }
  }
}

variables {
  environment     = "test"
  region          = "us"
  number          = 1
  aws_region      = "us-east-1"
  tier            = 1
  domain          = "pharos.example"
  certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
  alert_rules     = "groups: []"
  redis_password  = "played-password-of-a-test"
  peers = {
    eu = { number = 2, network = "10.2.0.0/16" }
    ap = { number = 3, network = "10.3.0.0/16" }
  }
}

run "stands_in_three_zones" {
  command = plan

  assert {
    condition     = length(distinct([for subnet in aws_subnet.roles : subnet.availability_zone])) == 3
    error_message = "roles run in three zones"
  }

  assert {
    condition     = length(distinct(concat([for subnet in aws_subnet.public : subnet.cidr_block], [for subnet in aws_subnet.data : subnet.cidr_block], [for subnet in aws_subnet.roles : subnet.cidr_block]))) == 9
    error_message = "no two subnets have the same addresses"
  }

  assert {
    condition     = length(aws_instance.nats) == 3 && length(aws_nat_gateway.way_out) == 3
    error_message = "a zone has a server of NATS and a way out of its own"
  }

  assert {
    condition     = aws_elasticache_replication_group.this.num_cache_clusters == 3 && aws_elasticache_replication_group.this.transit_encryption_enabled
    error_message = "Redis has a copy in each zone, and is asked by TLS alone"
  }
}

run "keeps_to_itself" {
  command = plan

  assert {
    condition     = aws_vpc_security_group_ingress_rule.web.from_port == 443 && aws_vpc_security_group_ingress_rule.web.to_port == 443
    error_message = "everybody reaches 443, and nothing else"
  }

  assert {
    condition     = toset([for rule in aws_vpc_security_group_ingress_rule.nats_from_peers : rule.cidr_ipv4]) == toset(["10.2.0.0/16", "10.3.0.0/16"])
    error_message = "NATS is reached by the peers' networks alone"
  }

  assert {
    condition     = aws_rds_cluster.this.storage_encrypted && aws_rds_cluster.this.manage_master_user_password && aws_rds_cluster.this.deletion_protection
    error_message = "the database is encrypted, has a password that nobody typed, and cannot be deleted"
  }

  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_public_access == false
    error_message = "without networks of operators, Kubernetes is reached from within"
  }
}

run "tells_the_charts_of_its_tier" {
  command = plan

  variables {
    tier = 4
  }

  assert {
    condition     = local.tier.replicas.api.most == 100 && local.tier.replicas.gateway.most == 200 && local.tier.replicas.notifier.most == 500
    error_message = "the fourth tier goes as far as the design does"
  }

  assert {
    condition     = aws_rds_cluster.this.db_cluster_instance_class == "db.r6gd.16xlarge"
    error_message = "the database is as large as its tier"
  }
}

run "knows_four_tiers" {
  command = plan

  variables {
    tier = 5
  }

  expect_failures = [var.tier]
}

run "refuses_two_zones" {
  command = plan

  variables {
    zones = ["a", "b"]
  }

  expect_failures = [var.zones]
}

run "refuses_everybody_as_a_peer" {
  command = plan

  variables {
    peers = { eu = { number = 2, network = "0.0.0.0/0" } }
  }

  expect_failures = [var.peers]
}
