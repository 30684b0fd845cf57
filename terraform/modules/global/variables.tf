variable "environment" {
  description = "Which installation this is; part of every name."
  type        = string
}

variable "domain" {
  description = "The domain of the installation. Both DNS providers answer for it."
  type        = string
}

variable "cdn_domain" {
  description = "Another domain, that the second CDN alone answers for: visitors come to it by a CNAME."
  type        = string
}

variable "regions" {
  description = "What is known of the regions before they stand. `areas` are those that the region takes over from the routing table's own."
  type = map(object({
    number     = number
    aws_region = string
    areas = optional(map(object({
      read_fallback  = string
      write_fallback = string
    })), {})
  }))

  validation {
    condition     = length(var.regions) >= 1 && length(distinct([for region in var.regions : region.number])) == length(var.regions)
    error_message = "There is a region at least, and each has a number of its own."
  }

  validation {
    condition     = alltrue(flatten([for region in var.regions : [for area in keys(region.areas) : contains(["north-america", "south-america", "europe", "africa", "middle-east", "asia", "oceania"], area)]]))
    error_message = "An area is one of those in areas.tf."
  }
}

variable "endpoints" {
  description = "What is known of them afterwards: the outputs of the module `region`."
  type = map(object({
    balancer        = object({ dns_name = string, zone_id = string })
    network         = object({ vpc_id = string, cidr = string, route_tables = map(string), mesh_zone_id = string })
    backups         = object({ bucket = string, bucket_arn = string, key_arn = string })
    alarm_topic_arn = string
  }))
}

variable "checked_page" {
  description = "The id of a public page: whoever shows it is healthy. Make it in any region first; until then no region is thought to be."
  type        = string

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.checked_page))
    error_message = "A page's id is a UUID."
  }
}

variable "cdn_weights" {
  description = "How much of the visitors each CDN has, in hundredths. 0 takes one out by hand; one that fails its health check is left out by itself."
  type        = map(number)
  default     = { cloudfront = 50, cloudflare = 50 }

  validation {
    condition     = toset(keys(var.cdn_weights)) == toset(["cloudfront", "cloudflare"]) && sum(values(var.cdn_weights)) == 100
    error_message = "The weights of cloudfront and cloudflare are 100 together."
  }
}

variable "second_authority" {
  description = "Who signs the certificate of the second CDN; the first has Amazon's."
  type        = string
  default     = "lets_encrypt"

  validation {
    condition     = contains(["lets_encrypt", "google", "ssl_com"], var.second_authority)
    error_message = "The second authority is lets_encrypt, google or ssl_com: not Amazon again."
  }
}

variable "cloudflare_account_id" {
  description = "Account at Cloudflare."
  type        = string
}

variable "dcv_delegation" {
  description = "The name below dcv.cloudflare.com that Cloudflare shows for the zone of `cdn_domain`: by it certificates are renewed, whichever CDN a visitor has."
  type        = string
}

variable "alarm_addresses" {
  description = "Addresses that are told of alarms, as in the module `region`."
  type = list(object({
    protocol = string
    endpoint = string
  }))
  default = []
}

variable "alarm_mail" {
  description = "Who is told by Cloudflare, which does not depend on AWS."
  type        = list(string)
  default     = []
}

variable "tags" {
  description = "Tags of everything."
  type        = map(string)
  default     = {}
}
