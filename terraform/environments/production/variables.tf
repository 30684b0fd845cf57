variable "tier" {
  description = "How large each region is made, 1 to 4 (modules/region/tiers.tf); a region may have another one in its entry."
  type        = number
  default     = 3

  validation {
    condition     = contains([1, 2, 3, 4], var.tier)
    error_message = "The tier is 1, 2, 3 or 4."
  }
}

variable "aws_account_id" {
  description = "The account this environment stands in: with the credentials of another, nothing is done."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.aws_account_id))
    error_message = "An account of AWS has twelve digits."
  }
}

variable "domain" {
  description = "The domain of this environment."
  type        = string
}

variable "cdn_domain" {
  description = "Another domain, for the second CDN alone."
  type        = string

  validation {
    condition     = var.cdn_domain != var.domain && !endswith(var.cdn_domain, ".${var.domain}")
    error_message = "The second CDN has a domain of its own, not one below the first."
  }
}

variable "cloudflare_account_id" {
  description = "Account at Cloudflare."
  type        = string
}

variable "dcv_delegation" {
  description = "The name below dcv.cloudflare.com that Cloudflare shows for the zone of `cdn_domain`."
  type        = string
}

variable "checked_page" {
  description = "The id of a public page by which regions and CDNs are checked."
  type        = string
}

variable "cdn_weights" {
  description = "How much of the visitors each CDN has, in hundredths."
  type        = map(number)
  default     = { cloudfront = 50, cloudflare = 50 }
}

variable "second_authority" {
  description = "Who signs the certificate of the second CDN."
  type        = string
  default     = "lets_encrypt"
}

variable "redis_passwords" {
  description = "Passwords of the Redis of each region, from TF_VAR_redis_passwords: sent, and kept neither in the state nor in a plan."
  type        = map(string)
  sensitive   = true
  ephemeral   = true
}

variable "redis_password_version" {
  description = "Count it up to have new passwords taken."
  type        = number
  default     = 1
}

variable "operator_networks" {
  description = "From where people reach the API of Kubernetes."
  type        = list(string)
  default     = []
}

variable "operator_role_arns" {
  description = "Roles of the people and of the pipeline that run the charts."
  type        = list(string)
  default     = []
}

variable "alarm_addresses" {
  description = "Who is told of alarms, by \"https\" or \"email\"."
  type = list(object({
    protocol = string
    endpoint = string
  }))
  default = []
}

variable "alarm_mail" {
  description = "Who is told by Cloudflare of what its checks see."
  type        = list(string)
  default     = []
}
