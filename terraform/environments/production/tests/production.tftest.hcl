# A plan of the whole environment, with providers that are only played: it shows that the modules fit together and that nothing waits for
# itself. `terraform init -backend=false && terraform test`.
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
  aws_account_id        = "123456789012"
  cloudflare_account_id = "0123456789abcdef0123456789abcdef"
  domain                = "pharos.example"
  cdn_domain            = "pharos-cdn.example"
  dcv_delegation        = "0123456789abcdef"
  checked_page          = "00000000-0000-0000-0000-000000000000"
  redis_passwords       = { us = "played-one", eu = "played-two", ap = "played-three", sa = "played-four" }
}

run "fits_together" {
  command = plan

  assert {
    condition     = length(module.region) == 3
    error_message = "there are 3 regions"
  }

  assert {
    condition     = alltrue([for area in keys(output.routing.reads) : length(output.routing.reads[area]) == 3])
    error_message = "every area is served by all regions in turn"
  }
}

run "knows_four_tiers" {
  command = plan

  variables {
    tier = 0
  }

  expect_failures = [var.tier]
}

run "takes_a_fourth_region" {
  command = plan

  variables {
    regions = {
      us = { number = 1, aws_region = "us-east-1" }
      eu = { number = 2, aws_region = "eu-central-1" }
      ap = { number = 3, aws_region = "ap-southeast-1" }
      sa = { number = 4, aws_region = "sa-east-1", read_fallback = "us", areas = { south-america = { read_fallback = "us", write_fallback = "eu" } } }
    }
  }

  assert {
    condition     = output.routing.reads["south-america"] == ["sa", "us", "eu", "ap"] && output.routing.writes["south-america"] == ["sa", "eu", "us", "ap"]
    error_message = "the fourth region has the area that it takes over"
  }

  assert {
    condition     = output.routing.reads["north-america"] == ["us", "eu", "ap", "sa"]
    error_message = "the others keep theirs, and have one more to fall back to"
  }
}
