terraform {
  required_version = ">= 1.11.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.45.0, < 7.0.0"
    }

    cloudflare = {
      source  = "cloudflare/cloudflare"
      version = ">= 5.14.0, < 6.0.0"
    }
  }
}

# One for all regions: each resource says in which it stands. Who signs in comes from the environment (AWS_PROFILE, CLOUDFLARE_API_TOKEN).
provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = [var.aws_account_id]
}

provider "cloudflare" {}
