variable "environment" {
  description = "Which installation this is; part of every name."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,9}$", var.environment))
    error_message = "The environment is 2 to 10 small letters and digits, as in \"production\": AWS takes no longer names."
  }
}

variable "region" {
  description = "Short name of the region, as every role knows it (REGION), e.g. \"us\"."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,3}$", var.region))
    error_message = "A region is named by 2 to 4 small letters and digits, as in \"us\"."
  }
}

variable "number" {
  description = "Number of the region (REGION_NUMBER), the same for ever and never used twice. Its network is 10.<number>.0.0/16."
  type        = number

  validation {
    condition     = var.number >= 1 && var.number <= 63 && floor(var.number) == var.number
    error_message = "A region's number is a whole one from 1 to 63."
  }
}

variable "aws_region" {
  description = "Where it stands, as AWS names it, e.g. \"us-east-1\"."
  type        = string
}

variable "zones" {
  description = "The letters of three zones of it. Named and not looked up: a zone that AWS adds must not move the others."
  type        = list(string)
  default     = ["a", "b", "c"]

  validation {
    condition     = length(distinct(var.zones)) == 3 && length(var.zones) == 3
    error_message = "A region stands in three different zones."
  }
}

variable "tier" {
  description = "How large the region is made, 1 to 4: see tiers.tf."
  type        = number

  validation {
    condition     = contains([1, 2, 3, 4], var.tier)
    error_message = "The tier is 1, 2, 3 or 4."
  }
}

variable "domain" {
  description = "The domain of the installation; the region's own names are below <region>.<domain>."
  type        = string
}

variable "certificate_arn" {
  description = "Certificate of the region's load balancer, of this AWS region."
  type        = string
}

variable "peers" {
  description = "The other regions: their numbers and networks, from which their sync processes ask this region's NATS."
  type = map(object({
    number  = number
    network = string
  }))
  default = {}

  validation {
    condition     = alltrue([for peer in var.peers : can(cidrhost(peer.network, 0)) && peer.network != "0.0.0.0/0"])
    error_message = "A peer's network is a block of private addresses, as in \"10.2.0.0/16\"."
  }
}

variable "read_fallback" {
  description = "The peer that the edge of this region asks when its own API is gone; the others come after it."
  type        = string
  default     = null
}

variable "operator_networks" {
  description = "From where people reach the API of Kubernetes. None: only from within the network."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for network in var.operator_networks : can(cidrhost(network, 0)) && tonumber(split("/", network)[1]) >= 16])
    error_message = "An operators' network is no larger than a /16."
  }
}

variable "operator_role_arns" {
  description = "Roles of the people and of the pipeline that run the charts. Without one nobody reaches the cluster: who makes it has no rights in it."
  type        = list(string)
  default     = []
}

variable "alarm_addresses" {
  description = "Addresses that are told of alarms: by HTTPS (a pager) or by mail."
  type = list(object({
    protocol = string
    endpoint = string
  }))
  default = []

  validation {
    condition     = alltrue([for address in var.alarm_addresses : contains(["https", "email"], address.protocol)])
    error_message = "Alarms are told by \"https\" or by \"email\"."
  }
}

variable "kubernetes_version" {
  description = "Version of Kubernetes."
  type        = string
  default     = "1.34"
}

variable "postgres_version" {
  description = "Version of Postgres, 16 or later."
  type        = string
  default     = "17.6"

  validation {
    condition     = tonumber(split(".", var.postgres_version)[0]) >= 16
    error_message = "Pharos needs Postgres 16 or later."
  }
}

variable "redis_password" {
  description = "Password of the user of Redis. It is sent and never kept: neither in the state nor in a plan."
  type        = string
  sensitive   = true
  ephemeral   = true
}

variable "redis_password_version" {
  description = "Count it up to have a new password taken."
  type        = number
  default     = 1
}

variable "is_protected" {
  description = "Whether the database, the load balancer and the buckets refuse to be deleted."
  type        = bool
  default     = true
}

variable "alert_rules" {
  description = "The rules of Prometheus: the text of runbooks/alerts.yml."
  type        = string
}

variable "tags" {
  description = "Tags of everything, beside those that say what it is."
  type        = map(string)
  default     = {}
}
