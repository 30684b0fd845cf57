# The regions. A fourth is one more entry: its network, its roads to the others, its names, its checks, its place in the routing table and its
# copies follow from it. Numbers are for ever and never used twice. As an example, one that takes South America over from `us`:
#
#   sa = {
#     number        = 4
#     aws_region    = "sa-east-1"
#     read_fallback = "us"
#     areas         = { south-america = { read_fallback = "us", write_fallback = "us" } }
#   }
variable "regions" {
  description = "The regions: a number for ever, where it stands, and if it differs its zones, its tier and whom its edge asks second."
  type = map(object({
    number        = number
    aws_region    = string
    zones         = optional(list(string), ["a", "b", "c"])
    tier          = optional(number)
    read_fallback = optional(string)
    areas = optional(map(object({
      read_fallback  = string
      write_fallback = string
    })), {})
  }))
  default = {
    us = {
      number        = 1
      aws_region    = "us-east-1"
      read_fallback = "eu"
    }
    eu = {
      number        = 2
      aws_region    = "eu-central-1"
      read_fallback = "us"
    }
    ap = {
      number        = 3
      aws_region    = "ap-southeast-1"
      read_fallback = "us"
    }
  }

  validation {
    condition     = length(distinct([for region in var.regions : region.number])) == length(var.regions)
    error_message = "Each region has a number of its own."
  }
}

locals {
  is_protected = true
}
