# Who may do what. Each has a role of its own and in it the few things that it does; a role of the cluster gets it by its service account
# (Pod Identity), so that no key lies in a pod.
locals {
  pods = {
    sync      = { namespace = "pharos", account = "pharos-sync", policy = data.aws_iam_policy_document.sync.json }
    backup    = { namespace = "pharos", account = "pharos-backup", policy = data.aws_iam_policy_document.backup.json }
    secrets   = { namespace = "external-secrets", account = "external-secrets", policy = data.aws_iam_policy_document.secrets.json }
    targets   = { namespace = "kube-system", account = "aws-load-balancer-controller", policy = data.aws_iam_policy_document.targets.json }
    autoscale = { namespace = "kube-system", account = "cluster-autoscaler", policy = data.aws_iam_policy_document.autoscale.json }
    metrics   = { namespace = "monitoring", account = "prometheus", policy = data.aws_iam_policy_document.metrics.json }
  }
}

data "aws_iam_policy_document" "pod" {
  statement {
    actions = ["sts:AssumeRole", "sts:TagSession"]

    principals {
      type        = "Service"
      identifiers = ["pods.eks.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_iam_role" "pod" {
  for_each = local.pods

  name               = "${local.name}-${each.key}"
  description        = "What ${each.key} of ${var.region} may do"
  assume_role_policy = data.aws_iam_policy_document.pod.json
  tags               = local.tags
}

resource "aws_iam_role_policy" "pod" {
  for_each = local.pods

  name   = each.key
  role   = aws_iam_role.pod[each.key].name
  policy = each.value.policy
}

resource "aws_eks_pod_identity_association" "pod" {
  for_each = local.pods

  region          = var.aws_region
  cluster_name    = aws_eks_cluster.this.name
  namespace       = each.value.namespace
  service_account = each.value.account
  role_arn        = aws_iam_role.pod[each.key].arn
  tags            = local.tags
}

data "aws_iam_policy_document" "sync" {
  statement {
    sid       = "Archive"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    resources = ["${aws_s3_bucket.this["archive"].arn}/*"]
  }

  statement {
    sid       = "ListArchive"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.this["archive"].arn]
  }

  statement {
    sid       = "Key"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.this.arn]
  }
}

# The notifier signs in at SES by a key of its own (SES_ACCESS_KEY_ID). The key is made by hand, so that it stands in no state.
resource "aws_iam_user" "mail" {
  name = "${local.name}-mail"
  tags = local.tags
}

resource "aws_iam_user_policy" "mail" {
  name   = "send"
  user   = aws_iam_user.mail.name
  policy = data.aws_iam_policy_document.mail.json
}

data "aws_iam_policy_document" "mail" {
  statement {
    sid       = "Send"
    actions   = ["ses:SendEmail"]
    resources = ["arn:${local.partition}:ses:${var.aws_region}:${local.account}:identity/*", "arn:${local.partition}:ses:${var.aws_region}:${local.account}:configuration-set/*"]
  }
}

# It adds backups and reads them to check them; it can neither change nor remove one.
data "aws_iam_policy_document" "backup" {
  statement {
    sid       = "Add"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["${aws_s3_bucket.this["backups"].arn}/*"]
  }

  statement {
    sid       = "List"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.this["backups"].arn]
  }

  statement {
    sid       = "Key"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.this.arn]
  }
}

data "aws_iam_policy_document" "secrets" {
  statement {
    sid       = "Own"
    actions   = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]
    resources = [for secret in aws_secretsmanager_secret.this : secret.arn]
  }

  # The copies of those that all regions have in common.
  statement {
    sid       = "Shared"
    actions   = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]
    resources = ["arn:${local.partition}:secretsmanager:${var.aws_region}:${local.account}:secret:pharos-${var.environment}/shared-*"]
  }

  statement {
    sid       = "Key"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.this.arn]
  }
}

# It enters the pods of the ingress controller into the target group that stands here, and makes nothing.
data "aws_iam_policy_document" "targets" {
  statement {
    sid       = "Enter"
    actions   = ["elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets"]
    resources = [aws_lb_target_group.ingress.arn]
  }

  # What only looks cannot be limited to single things.
  statement {
    sid       = "Look"
    actions   = ["elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth", "ec2:DescribeInstances", "ec2:DescribeNetworkInterfaces", "ec2:DescribeAvailabilityZones", "ec2:DescribeSubnets", "ec2:DescribeVpcs"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "autoscale" {
  statement {
    sid       = "Resize"
    actions   = ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/eks:cluster-name"
      values   = [local.name]
    }
  }

  statement {
    sid       = "Look"
    actions   = ["autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeAutoScalingInstances", "autoscaling:DescribeLaunchConfigurations", "autoscaling:DescribeScalingActivities", "autoscaling:DescribeTags", "ec2:DescribeInstanceTypes", "ec2:DescribeLaunchTemplateVersions", "eks:DescribeNodegroup"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "metrics" {
  statement {
    sid       = "Write"
    actions   = ["aps:RemoteWrite"]
    resources = [aws_prometheus_workspace.this.arn]
  }
}

data "aws_iam_policy_document" "service" {
  for_each = toset(["ec2", "eks", "vpc-flow-logs"])

  statement {
    actions = each.key == "eks" ? ["sts:AssumeRole", "sts:TagSession"] : ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["${each.key}.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "cluster" {
  name               = "${local.name}-cluster"
  description        = "The control plane of Kubernetes in ${var.region}"
  assume_role_policy = data.aws_iam_policy_document.service["eks"].json
  tags               = local.tags
}

resource "aws_iam_role_policy_attachment" "cluster" {
  role       = aws_iam_role.cluster.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/AmazonEKSClusterPolicy"
}

resource "aws_iam_role" "node" {
  name               = "${local.name}-node"
  description        = "Machines of Kubernetes in ${var.region}"
  assume_role_policy = data.aws_iam_policy_document.service["ec2"].json
  tags               = local.tags
}

resource "aws_iam_role_policy_attachment" "node" {
  for_each = toset(["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"])

  role       = aws_iam_role.node.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/${each.key}"
}

resource "aws_iam_role" "nats" {
  name               = "${local.name}-nats"
  description        = "The servers of NATS in ${var.region}"
  assume_role_policy = data.aws_iam_policy_document.service["ec2"].json
  tags               = local.tags
}

resource "aws_iam_instance_profile" "nats" {
  name = "${local.name}-nats"
  role = aws_iam_role.nats.name
  tags = local.tags
}

resource "aws_iam_role_policy" "nats" {
  name   = "own-secret"
  role   = aws_iam_role.nats.name
  policy = data.aws_iam_policy_document.nats.json
}

data "aws_iam_policy_document" "nats" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.nats_server.arn]
  }

  statement {
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.this.arn]
  }
}

resource "aws_iam_role" "flow_log" {
  name               = "${local.name}-flow-log"
  description        = "What was refused in the network of ${var.region} goes to its log"
  assume_role_policy = data.aws_iam_policy_document.service["vpc-flow-logs"].json
  tags               = local.tags
}

resource "aws_iam_role_policy" "flow_log" {
  name   = "write"
  role   = aws_iam_role.flow_log.name
  policy = data.aws_iam_policy_document.flow_log.json
}

data "aws_iam_policy_document" "flow_log" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"]
    resources = ["${aws_cloudwatch_log_group.flow.arn}:*"]
  }
}
