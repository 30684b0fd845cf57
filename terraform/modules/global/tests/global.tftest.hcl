# Plans of the steering, with providers that are only played.
mock_provider "aws" {
  mock_resource "aws_route53_zone" {
    defaults = {
      name_servers = ["ns-1.example", "ns-2.example", "ns-3.example", "ns-4.example"]
    }
  }

  mock_resource "aws_acm_certificate" {
    defaults = {
      domain_validation_options = [
        { domain_name = "*.us.pharos.example", resource_record_name = "_1.us.pharos.example.", resource_record_type = "CNAME", resource_record_value = "_1.acm-validations.aws." },
        { domain_name = "*.eu.pharos.example", resource_record_name = "_2.eu.pharos.example.", resource_record_type = "CNAME", resource_record_value = "_2.acm-validations.aws." },
        { domain_name = "*.ap.pharos.example", resource_record_name = "_3.ap.pharos.example.", resource_record_type = "CNAME", resource_record_value = "_3.acm-validations.aws." },
        { domain_name = "*.sa.pharos.example", resource_record_name = "_9.sa.pharos.example.", resource_record_type = "CNAME", resource_record_value = "_9.acm-validations.aws." },
        { domain_name = "api.pharos.example", resource_record_name = "_4.api.pharos.example.", resource_record_type = "CNAME", resource_record_value = "_4.acm-validations.aws." },
        { domain_name = "origin.pharos.example", resource_record_name = "_5.origin.pharos.example.", resource_record_type = "CNAME", resource_record_value = "_5.acm-validations.aws." },
        { domain_name = "status.pharos.example", resource_record_name = "_6.status.pharos.example.", resource_record_type = "CNAME", resource_record_value = "_6.acm-validations.aws." },
        { domain_name = "cloudfront.pharos.example", resource_record_name = "_7.cloudfront.pharos.example.", resource_record_type = "CNAME", resource_record_value = "_7.acm-validations.aws." },
        { domain_name = "cloudflare.pharos.example", resource_record_name = "_8.cloudflare.pharos.example.", resource_record_type = "CNAME", resource_record_value = "_8.acm-validations.aws." },
      ]
    }
  }
}

mock_provider "cloudflare" {
  mock_resource "cloudflare_zone" {
    defaults = {
      name_servers = ["ada.ns.example", "bob.ns.example"]
    }
  }
}

variables {
  environment           = "test"
  domain                = "pharos.example"
  cdn_domain            = "pharos-cdn.example"
  cloudflare_account_id = "0123456789abcdef0123456789abcdef"
  dcv_delegation        = "0123456789abcdef"
  checked_page          = "00000000-0000-0000-0000-000000000000"

  regions = {
    us = { number = 1, aws_region = "us-east-1" }
    eu = { number = 2, aws_region = "eu-central-1" }
    ap = { number = 3, aws_region = "ap-southeast-1" }
  }

  endpoints = {
    us = {
      balancer        = { dns_name = "us.elb.example", zone_id = "Z1" }
      network         = { vpc_id = "vpc-1", cidr = "10.1.0.0/16", route_tables = { a = "rtb-1a", b = "rtb-1b", c = "rtb-1c" }, mesh_zone_id = "M1" }
      backups         = { bucket = "b1", bucket_arn = "arn:aws:s3:::b1", key_arn = "arn:aws:kms:us-east-1:123456789012:key/1" }
      alarm_topic_arn = "arn:aws:sns:us-east-1:123456789012:alarms"
    }
    eu = {
      balancer        = { dns_name = "eu.elb.example", zone_id = "Z2" }
      network         = { vpc_id = "vpc-2", cidr = "10.2.0.0/16", route_tables = { a = "rtb-2a", b = "rtb-2b", c = "rtb-2c" }, mesh_zone_id = "M2" }
      backups         = { bucket = "b2", bucket_arn = "arn:aws:s3:::b2", key_arn = "arn:aws:kms:eu-central-1:123456789012:key/2" }
      alarm_topic_arn = "arn:aws:sns:eu-central-1:123456789012:alarms"
    }
    ap = {
      balancer        = { dns_name = "ap.elb.example", zone_id = "Z3" }
      network         = { vpc_id = "vpc-3", cidr = "10.3.0.0/16", route_tables = { a = "rtb-3a", b = "rtb-3b", c = "rtb-3c" }, mesh_zone_id = "M3" }
      backups         = { bucket = "b3", bucket_arn = "arn:aws:s3:::b3", key_arn = "arn:aws:kms:ap-southeast-1:123456789012:key/3" }
      alarm_topic_arn = "arn:aws:sns:ap-southeast-1:123456789012:alarms"
    }
  }
}

run "routes_as_the_table_says" {
  command = plan

  assert {
    condition     = output.routing.reads["north-america"] == ["us", "eu", "ap"] && output.routing.writes["south-america"] == ["us", "eu", "ap"]
    error_message = "the Americas: us, then eu"
  }

  assert {
    condition     = output.routing.reads["europe"] == ["eu", "us", "ap"] && output.routing.writes["africa"] == ["eu", "us", "ap"]
    error_message = "Europe and Africa: eu, then us"
  }

  assert {
    condition     = output.routing.reads["middle-east"] == ["eu", "ap", "us"] && output.routing.writes["middle-east"] == ["eu", "us", "ap"]
    error_message = "the Middle East: eu, then ap for reads and us for writes"
  }

  assert {
    condition     = output.routing.reads["asia"] == ["ap", "us", "eu"] && output.routing.writes["oceania"] == ["ap", "us", "eu"]
    error_message = "Asia and Oceania: ap, then us"
  }
}

run "asks_both_providers_the_same" {
  command = plan

  assert {
    condition     = keys(aws_route53_record.region) == keys(cloudflare_dns_record.region)
    error_message = "both providers know the same names of the regions"
  }

  assert {
    condition     = length(aws_route53_health_check.region) == 6 && length(cloudflare_load_balancer_pool.region) == 6
    error_message = "both check reads and writes of every region"
  }

  # Six continents and fifteen countries, for reads and for writes.
  assert {
    condition     = length(aws_route53_record.place) == 42
    error_message = "every place has its record"
  }
}

run "shares_visitors_between_two_cdns" {
  command = plan

  variables {
    cdn_weights = { cloudfront = 80, cloudflare = 20 }
  }

  assert {
    condition     = aws_route53_record.status["cloudfront"].weighted_routing_policy[0].weight == 80 && aws_route53_record.status["cloudflare"].weighted_routing_policy[0].weight == 20
    error_message = "the weights are those that were asked for"
  }
}

run "joins_each_pair_once" {
  command = plan

  assert {
    condition     = toset(keys(aws_vpc_peering_connection.pair)) == toset(["us-eu", "us-ap", "eu-ap"]) && length(aws_route.road) == 18
    error_message = "three pairs, each with a road both ways through three zones"
  }

  assert {
    condition     = aws_s3_bucket_replication_configuration.copies["ap"].region == "ap-southeast-1" && length(aws_s3_bucket_replication_configuration.copies) == 3
    error_message = "every region copies its backups to another"
  }
}

run "refuses_weights_that_are_not_a_hundred" {
  command = plan

  variables {
    cdn_weights = { cloudfront = 80, cloudflare = 80 }
  }

  expect_failures = [var.cdn_weights]
}

run "refuses_one_authority_for_both" {
  command = plan

  variables {
    second_authority = "amazon"
  }

  expect_failures = [var.second_authority]
}
