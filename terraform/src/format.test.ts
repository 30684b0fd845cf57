import { expect, it } from 'vitest';
import { format } from './format.ts';
import { tokensOf } from './tokens.ts';

// What is expected was printed by HashiCorp's own formatter (hclwrite.Format, hcl 2.25.0).
const mangled = `# A comment.
resource   "aws_vpc"  "a"{
for_each=toset( ["a" ,"b"])
  cidr_block   = "10.\${ var.number+1 }.0.0/16" # why
    long_name_of_it= - 3 // and this
  map={a=1,b = !var.x}
  none = {  }
  list = [ for k , v in [ 1 , 2 ] : v [ 0 ] ... ]
  deep = merge(
  local.tags ,
      { Name = "x",
  other = 1 - -2 })
  nested {

  a.b   = var . x [ "y" ] . z ? 1:2
  }
     text = <<-EOT
       kept   as it is \${var.x}
  EOT
  quoted = "a \\"b\\" $\${c} \${"d"}\${ {e = 1} }"
}
`;

const expected = `# A comment.
resource "aws_vpc" "a" {
  for_each        = toset(["a", "b"])
  cidr_block      = "10.\${var.number + 1}.0.0/16" # why
  long_name_of_it = -3                            // and this
  map             = { a = 1, b = !var.x }
  none            = {}
  list            = [for k, v in [1, 2] : v[0]...]
  deep = merge(
    local.tags,
    { Name = "x",
  other = 1 - -2 })
  nested {

    a.b = var.x["y"].z ? 1 : 2
  }
  text   = <<-EOT
       kept   as it is \${var.x}
  EOT
  quoted = "a \\"b\\" $\${c} \${"d"}\${ { e = 1 } }"
}
`;

it('writes what is mixed up as the formatter of HashiCorp does', () => {
  expect(format(tokensOf(mangled))).toBe(expected);
});

it('changes spaces alone', () => {
  expect(format(tokensOf(mangled)).replaceAll(/[ \n]/g, '')).toBe(mangled.replaceAll(/[ \n]/g, ''));
});
