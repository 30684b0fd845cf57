terraform {
  # Ephemeral variables and write-only arguments (1.11), locking of the state by S3 itself (1.10).
  required_version = ">= 1.11.0"

  required_providers {
    aws = {
      source = "hashicorp/aws"
      # 6.0 is the first that takes a region at each resource: one provider serves all our regions.
      version = ">= 6.45.0, < 7.0.0"
    }
  }
}
