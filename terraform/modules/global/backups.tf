# Backups of a region are copied to the next one, by number; those of the last to the first. One region alone has nowhere to copy to.
locals {
  copies = length(var.regions) < 2 ? {} : {
    for index, name in local.by_number : name => local.by_number[(index + 1) % length(local.by_number)]
  }
}

resource "aws_iam_role" "copies" {
  for_each = local.copies

  name               = "${local.name}-${each.key}-copies"
  description        = "Copies the backups of ${each.key} to ${each.value}"
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
  for_each = local.copies

  statement {
    sid       = "Look"
    actions   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
    resources = [var.endpoints[each.key].backups.bucket_arn]
  }

  statement {
    sid       = "Read"
    actions   = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
    resources = ["${var.endpoints[each.key].backups.bucket_arn}/*"]
  }

  statement {
    sid       = "Write"
    actions   = ["s3:ReplicateObject", "s3:ReplicateTags"]
    resources = ["${var.endpoints[each.value].backups.bucket_arn}/*"]
  }

  statement {
    sid       = "Open"
    actions   = ["kms:Decrypt"]
    resources = [var.endpoints[each.key].backups.key_arn]
  }

  statement {
    sid       = "Close"
    actions   = ["kms:Encrypt", "kms:GenerateDataKey"]
    resources = [var.endpoints[each.value].backups.key_arn]
  }
}

resource "aws_iam_role_policy" "copies" {
  for_each = local.copies

  name   = "copy"
  role   = aws_iam_role.copies[each.key].name
  policy = data.aws_iam_policy_document.copies[each.key].json
}

resource "aws_s3_bucket_replication_configuration" "copies" {
  for_each = local.copies

  region = var.regions[each.key].aws_region
  bucket = var.endpoints[each.key].backups.bucket
  role   = aws_iam_role.copies[each.key].arn

  rule {
    id       = "own"
    status   = "Enabled"
    priority = 1

    # What is a copy already lies under the name of the region that it is of, and is not copied on.
    filter {
      prefix = "${each.key}/"
    }

    # What is removed here stays there.
    delete_marker_replication {
      status = "Disabled"
    }

    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }
    }

    destination {
      bucket        = var.endpoints[each.value].backups.bucket_arn
      storage_class = "STANDARD_IA"

      encryption_configuration {
        replica_kms_key_id = var.endpoints[each.value].backups.key_arn
      }

      replication_time {
        status = "Enabled"

        time {
          minutes = 15
        }
      }

      metrics {
        status = "Enabled"

        event_threshold {
          minutes = 15
        }
      }
    }
  }
}
