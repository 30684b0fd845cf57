output "chart_values" {
  description = "Values for the charts, by region: `terraform output -json chart_values | jq .us > us.json`, then `helm upgrade --install pharos deploy/helm/pharos --values us.json`."
  value       = { for name, region in module.region : name => region.chart_values }
}

output "manifests" {
  description = "For the cluster beside the chart, by region: `terraform output -json manifests | jq .us | kubectl apply -f -`."
  value       = { for name, region in module.region : name => region.manifests }
}

output "clusters" {
  description = "Where the charts go, and the addresses that stand in secrets."
  value       = { for name, region in module.region : name => region.cluster }
}

output "name_servers" {
  description = "To be named at the registrar."
  value       = module.global.name_servers
}

output "routing" {
  description = "Who serves whom, and who does when that region is gone."
  value       = module.global.routing
}

output "addresses" {
  description = "Where people go."
  value       = module.global.addresses
}

output "shared_secrets" {
  description = "The secrets that all regions have in common, to be filled in by hand."
  value       = module.global.shared_secrets
}

output "database_secret_arns" {
  description = "The owners' passwords of the databases, that AWS made."
  value       = { for name, region in module.region : name => region.database_secret_arn }
}

output "metrics_urls" {
  description = "Where each region's Prometheus writes to."
  value       = { for name, region in module.region : name => region.metrics_url }
}
