# Where the state of both environments lies: made first, once, with a state of its own on the machine that makes it (README.md). The state
# knows what stands where, so it is encrypted, kept in all its versions, and closed to all but those who apply.
terraform {
  required_version = ">= 1.11.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.45.0, < 7.0.0"
    }
  }
}

provider "aws" {
  region = var.aws_region
}

variable "aws_region" {
  description = "Where the state lies. Losing this region does not stop Pharos; it stops changes to it until the copy is named instead."
  type        = string
  default     = "us-east-1"
}

variable "copy_region" {
  description = "Where a copy of it lies."
  type        = string
  default     = "eu-central-1"
}

data "aws_caller_identity" "this" {}

locals {
  places = { state = var.aws_region, copy = var.copy_region }
  tags   = { Application = "pharos", Environment = "state", Region = "global", ManagedBy = "terraform" }
}

resource "aws_kms_key" "this" {
  for_each = local.places

  region                  = each.value
  description             = "State of Pharos"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  tags                    = local.tags
}

resource "aws_s3_bucket" "this" {
  for_each = local.places

  region = each.value
  bucket = "pharos-${each.key}-${data.aws_caller_identity.this.account_id}"
  tags   = local.tags

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = local.places

  region = each.value
  bucket = aws_s3_bucket.this[each.key].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = local.places

  region = each.value
  bucket = aws_s3_bucket.this[each.key].id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.this[each.key].arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = local.places

  region                  = each.value
  bucket                  = aws_s3_bucket.this[each.key].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

data "aws_iam_policy_document" "bucket" {
  for_each = local.places

  statement {
    sid       = "EncryptedOnTheWay"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.this[each.key].arn, "${aws_s3_bucket.this[each.key].arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  for_each = local.places

  region = each.value
  bucket = aws_s3_bucket.this[each.key].id
  policy = data.aws_iam_policy_document.bucket[each.key].json

  depends_on = [aws_s3_bucket_public_access_block.this]
}

resource "aws_iam_role" "copies" {
  name               = "pharos-state-copies"
  description        = "Copies the state of Pharos to another region"
  assume_role_policy = data.aws_iam_policy_document.store.json
  tags               = local.tags
}

data "aws_iam_policy_document" "store" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "copies" {
  statement {
    actions   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
    resources = [aws_s3_bucket.this["state"].arn]
  }

  statement {
    actions   = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
    resources = ["${aws_s3_bucket.this["state"].arn}/*"]
  }

  statement {
    actions   = ["s3:ReplicateObject", "s3:ReplicateTags"]
    resources = ["${aws_s3_bucket.this["copy"].arn}/*"]
  }

  statement {
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.this["state"].arn]
  }

  statement {
    actions   = ["kms:Encrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.this["copy"].arn]
  }
}

resource "aws_iam_role_policy" "copies" {
  name   = "copy"
  role   = aws_iam_role.copies.name
  policy = data.aws_iam_policy_document.copies.json
}

resource "aws_s3_bucket_replication_configuration" "copies" {
  region = var.aws_region
  bucket = aws_s3_bucket.this["state"].id
  role   = aws_iam_role.copies.arn

  rule {
    id       = "all"
    status   = "Enabled"
    priority = 1

    filter {}

    delete_marker_replication {
      status = "Disabled"
    }

    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }
    }

    destination {
      bucket = aws_s3_bucket.this["copy"].arn

      encryption_configuration {
        replica_kms_key_id = aws_kms_key.this["copy"].arn
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

output "backend" {
  description = "For `-backend-config` of the environments."
  value = {
    bucket     = aws_s3_bucket.this["state"].id
    kms_key_id = aws_kms_key.this["state"].arn
    region     = var.aws_region
  }
}
