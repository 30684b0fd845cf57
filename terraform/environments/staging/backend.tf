# The state is locked by the bucket itself (`use_lockfile`): who applies while another does is told so and changes nothing. Bucket and key
# are given at `init` (README.md), because they carry the number of the account.
terraform {
  backend "s3" {
    key          = "staging/terraform.tfstate"
    encrypt      = true
    use_lockfile = true
  }
}
