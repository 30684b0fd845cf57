terraform {
  required_version = ">= 1.11.0"

  required_providers {
    aws = {
      source = "hashicorp/aws"
      # 6.0 is the first that takes a region at each resource: one provider serves all our regions.
      version = ">= 6.45.0, < 7.0.0"
    }

    cloudflare = {
      source  = "cloudflare/cloudflare"
      version = ">= 5.14.0, < 6.0.0"
    }
  }
}
