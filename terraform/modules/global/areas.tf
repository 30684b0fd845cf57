# The routing table: who serves an area, and who does when that region is gone, for reads and for writes. A region says in its own entry
# which areas it takes over (`areas`); of several that name one, the youngest has it. Whoever is not there is passed over.
locals {
  areas = {
    north-america = { region = "us", read_fallback = "eu", write_fallback = "eu", continent = "NA", countries = [], cloudflare = ["WNAM", "ENAM"] }
    south-america = { region = "us", read_fallback = "eu", write_fallback = "eu", continent = "SA", countries = [], cloudflare = ["NSAM", "SSAM"] }
    europe        = { region = "eu", read_fallback = "us", write_fallback = "us", continent = "EU", countries = [], cloudflare = ["WEU", "EEU"] }
    africa        = { region = "eu", read_fallback = "us", write_fallback = "us", continent = "AF", countries = [], cloudflare = ["NAF", "SAF"] }
    asia          = { region = "ap", read_fallback = "us", write_fallback = "us", continent = "AS", countries = [], cloudflare = ["SAS", "SEAS", "NEAS"] }
    oceania       = { region = "ap", read_fallback = "us", write_fallback = "us", continent = "OC", countries = [], cloudflare = ["OC"] }

    # No continent of its own: Route 53 knows it by its countries, which go before their continent.
    middle-east = {
      region    = "eu", read_fallback = "ap", write_fallback = "us", continent = null, cloudflare = ["ME"]
      countries = ["AE", "BH", "IL", "IQ", "IR", "JO", "KW", "LB", "OM", "PS", "QA", "SA", "SY", "TR", "YE"]
    }
  }

  # By number, the oldest first.
  by_number = [for number in sort([for region in var.regions : format("%02d", region.number)]) : one([for name, region in var.regions : name if format("%02d", region.number) == number])]

  taken_over = merge([for name in local.by_number : { for area, fallback in var.regions[name].areas : area => merge({ region = name }, fallback) }]...)

  routing = { for area, row in local.areas : area => merge(row, lookup(local.taken_over, area, {})) }

  # For each kind and area, all regions in the order in which they are asked.
  order = {
    reads  = { for area, row in local.routing : area => [for name in distinct(concat([row.region, row.read_fallback], local.by_number)) : name if contains(keys(var.regions), name)] }
    writes = { for area, row in local.routing : area => [for name in distinct(concat([row.region, row.write_fallback], local.by_number)) : name if contains(keys(var.regions), name)] }
  }

  # The name that is led by it, and the role that answers there.
  kinds = {
    reads  = { name = "origin", role = "edge", path = local.page_path }
    writes = { name = "api", role = "api", path = "/health/writes" }
  }

  # A page as a visitor gets it: a region, and a CDN, is worth being asked as long as it shows it.
  page_path = "/p/${var.checked_page}"

  name = "pharos-${var.environment}"

  tags = merge(var.tags, {
    Application = "pharos"
    Environment = var.environment
    Region      = "global"
    ManagedBy   = "terraform"
  })
}
