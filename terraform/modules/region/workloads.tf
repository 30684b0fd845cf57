# Where the roles run: Kubernetes over the three zones. Three kinds of machine, so that a crowd of readers or of notices takes nothing
# from those who write: the chart asks for them by the label `pharos/for`.
locals {
  roles_group = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id

  # What a machine needs before it is ready, and what needs machines before it is.
  addons_first = {
    vpc-cni                = jsonencode({ enableNetworkPolicy = "true" })
    kube-proxy             = null
    eks-pod-identity-agent = null
  }
  addons_after = toset(["coredns", "metrics-server"])
}

resource "aws_eks_cluster" "this" {
  region                        = var.aws_region
  name                          = local.name
  role_arn                      = aws_iam_role.cluster.arn
  version                       = var.kubernetes_version
  enabled_cluster_log_types     = ["api", "audit", "authenticator"]
  bootstrap_self_managed_addons = false
  deletion_protection           = var.is_protected
  tags                          = local.tags

  access_config {
    authentication_mode                         = "API"
    bootstrap_cluster_creator_admin_permissions = false
  }

  encryption_config {
    resources = ["secrets"]

    provider {
      key_arn = aws_kms_key.this.arn
    }
  }

  vpc_config {
    subnet_ids              = [for subnet in aws_subnet.roles : subnet.id]
    endpoint_private_access = true
    endpoint_public_access  = length(var.operator_networks) > 0
    public_access_cidrs     = length(var.operator_networks) > 0 ? var.operator_networks : null
  }

  # A zone that is in trouble is left by itself.
  zonal_shift_config {
    enabled = true
  }

  depends_on = [aws_iam_role_policy_attachment.cluster, aws_cloudwatch_log_group.cluster]
}

resource "aws_cloudwatch_log_group" "cluster" {
  region            = var.aws_region
  name              = "/aws/eks/${local.name}/cluster"
  retention_in_days = 90
  kms_key_id        = aws_kms_key.this.arn
  tags              = local.tags
}

resource "aws_eks_addon" "first" {
  for_each = local.addons_first

  region                      = var.aws_region
  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.key
  configuration_values        = each.value
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "PRESERVE"
  tags                        = local.tags
}

resource "aws_eks_addon" "after" {
  for_each = local.addons_after

  region                      = var.aws_region
  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.key
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "PRESERVE"
  tags                        = local.tags

  depends_on = [aws_eks_node_group.this]
}

resource "aws_launch_template" "node" {
  for_each = local.tier.nodes

  region                 = var.aws_region
  name                   = "${local.name}-${each.key}"
  description            = "Machines for ${each.key}"
  update_default_version = true
  tags                   = local.tags

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_type = "gp3"
      volume_size = 50
      encrypted   = "true"
    }
  }

  # A pod is two steps away from the machine's own credentials: one is not enough.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  tag_specifications {
    resource_type = "instance"
    tags          = merge(local.tags, { Name = "${local.name}-${each.key}" })
  }

  tag_specifications {
    resource_type = "volume"
    tags          = merge(local.tags, { Name = "${local.name}-${each.key}" })
  }
}

resource "aws_eks_node_group" "this" {
  for_each = local.tier.nodes

  region          = var.aws_region
  cluster_name    = aws_eks_cluster.this.name
  node_group_name = each.key
  node_role_arn   = aws_iam_role.node.arn
  subnet_ids      = [for subnet in aws_subnet.roles : subnet.id]
  instance_types  = [each.value.class]
  capacity_type   = "ON_DEMAND"
  labels          = { "pharos/for" = each.key }
  tags            = local.tags

  launch_template {
    id      = aws_launch_template.node[each.key].id
    version = tostring(aws_launch_template.node[each.key].latest_version)
  }

  scaling_config {
    min_size     = each.value.least
    max_size     = each.value.most
    desired_size = each.value.least
  }

  update_config {
    max_unavailable = 1
  }

  # What runs on these alone: the others have no business here.
  dynamic "taint" {
    for_each = each.key == "general" ? [] : [each.key]

    content {
      key    = "pharos/for"
      value  = taint.value
      effect = "NO_SCHEDULE"
    }
  }

  # How many there are now is the autoscaler's.
  lifecycle {
    ignore_changes = [scaling_config[0].desired_size]
  }

  depends_on = [aws_iam_role_policy_attachment.node, aws_eks_addon.first]
}

resource "aws_eks_access_entry" "operator" {
  for_each = toset(var.operator_role_arns)

  region        = var.aws_region
  cluster_name  = aws_eks_cluster.this.name
  principal_arn = each.value
  tags          = local.tags
}

resource "aws_eks_access_policy_association" "operator" {
  for_each = toset(var.operator_role_arns)

  region        = var.aws_region
  cluster_name  = aws_eks_cluster.this.name
  principal_arn = aws_eks_access_entry.operator[each.value].principal_arn
  policy_arn    = "arn:${local.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"

  access_scope {
    type = "cluster"
  }
}
