// Command played is a provider that knows what the real one takes, from the schemas beside it, and does nothing. With it OpenTofu and
// Terraform check and plan everything here where no registry of providers is reached. It is named terraform-provider-<name>, and reads
// <name>.json in the folder SCHEMAS.
package main

import (
	"context"
	"encoding/json"
	"log"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type block struct {
	Attributes map[string]string `json:"attributes"`
	Blocks     map[string]nested `json:"blocks"`
}

type nested struct {
	block
	Many     string `json:"many"`
	Max      int    `json:"max"`
	Required bool   `json:"required"`
	Assigned bool   `json:"assigned"`
	Computed bool   `json:"computed"`
}

type schemas struct {
	Settings  block            `json:"settings"`
	Resources map[string]block `json:"resources"`
	Data      map[string]block `json:"data"`
}

func main() {
	name := strings.TrimPrefix(filepath.Base(os.Args[0]), "terraform-provider-")
	raw, err := os.ReadFile(filepath.Join(os.Getenv("SCHEMAS"), name+".json"))
	if err != nil {
		log.Fatal(err)
	}
	played := &server{}
	if err := json.Unmarshal(raw, &played.schemas); err != nil {
		log.Fatal(err)
	}
	if err := tf6server.Serve("played/"+name, func() tfprotov6.ProviderServer { return played }); err != nil {
		log.Fatal(err)
	}
}

// Nobody asks it for anything but schemas and checks: plans are made with mock_provider.
type server struct {
	tfprotov6.ProviderServer
	schemas schemas
}

func (s *server) GetMetadata(context.Context, *tfprotov6.GetMetadataRequest) (*tfprotov6.GetMetadataResponse, error) {
	return &tfprotov6.GetMetadataResponse{}, nil
}

func (s *server) GetProviderSchema(context.Context, *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	return &tfprotov6.GetProviderSchemaResponse{
		Provider:          &tfprotov6.Schema{Block: blockOf(s.schemas.Settings)},
		ResourceSchemas:   schemasOf(s.schemas.Resources),
		DataSourceSchemas: schemasOf(s.schemas.Data),
	}, nil
}

func (s *server) GetFunctions(context.Context, *tfprotov6.GetFunctionsRequest) (*tfprotov6.GetFunctionsResponse, error) {
	return &tfprotov6.GetFunctionsResponse{}, nil
}

func (s *server) ValidateProviderConfig(_ context.Context, asked *tfprotov6.ValidateProviderConfigRequest) (*tfprotov6.ValidateProviderConfigResponse, error) {
	return &tfprotov6.ValidateProviderConfigResponse{PreparedConfig: asked.Config}, nil
}

func (s *server) ConfigureProvider(context.Context, *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	return &tfprotov6.ConfigureProviderResponse{}, nil
}

func (s *server) StopProvider(context.Context, *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	return &tfprotov6.StopProviderResponse{}, nil
}

func (s *server) ValidateResourceConfig(context.Context, *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return &tfprotov6.ValidateResourceConfigResponse{}, nil
}

func (s *server) ValidateDataResourceConfig(context.Context, *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return &tfprotov6.ValidateDataResourceConfigResponse{}, nil
}

func schemasOf(types map[string]block) map[string]*tfprotov6.Schema {
	found := map[string]*tfprotov6.Schema{}
	for name, each := range types {
		found[name] = &tfprotov6.Schema{Block: blockOf(each)}
	}
	return found
}

func blockOf(b block) *tfprotov6.SchemaBlock {
	found := &tfprotov6.SchemaBlock{Attributes: attributesOf(b, false)}
	for _, name := range sorted(b.Blocks) {
		each := b.Blocks[name]
		if each.Computed || each.Assigned {
			continue
		}
		inner := &tfprotov6.SchemaNestedBlock{TypeName: name, Block: blockOf(each.block), Nesting: tfprotov6.SchemaNestedBlockNestingModeList}
		if each.Many == "one" {
			inner.Nesting = tfprotov6.SchemaNestedBlockNestingModeSingle
		} else {
			if each.Many == "set" {
				inner.Nesting = tfprotov6.SchemaNestedBlockNestingModeSet
			}
			inner.MaxItems = int64(each.Max)
			if each.Required {
				inner.MinItems = 1
			}
		}
		found.BlockTypes = append(found.BlockTypes, inner)
	}
	return found
}

var modes = map[string]tfprotov6.SchemaObjectNestingMode{
	"one":  tfprotov6.SchemaObjectNestingModeSingle,
	"list": tfprotov6.SchemaObjectNestingModeList,
	"set":  tfprotov6.SchemaObjectNestingModeSet,
	"map":  tfprotov6.SchemaObjectNestingModeMap,
}

// What is nested in an attribute is an attribute itself.
func attributesOf(b block, isNested bool) []*tfprotov6.SchemaAttribute {
	var found []*tfprotov6.SchemaAttribute
	for _, name := range sorted(b.Attributes) {
		found = append(found, attributeOf(name, b.Attributes[name]))
	}
	for _, name := range sorted(b.Blocks) {
		each := b.Blocks[name]
		switch {
		case each.Computed:
			found = append(found, &tfprotov6.SchemaAttribute{Name: name, Computed: true, Type: manyOf(each.Many, objectOf(each.block))})
		case each.Assigned || isNested:
			found = append(found, &tfprotov6.SchemaAttribute{
				Name: name, Required: each.Required, Optional: !each.Required, Computed: !each.Required,
				NestedType: &tfprotov6.SchemaObject{Nesting: modes[each.Many], Attributes: attributesOf(each.block, true)},
			})
		}
	}
	return found
}

func attributeOf(name, written string) *tfprotov6.SchemaAttribute {
	isRequired, isAnswer, isSentAlone := strings.HasSuffix(written, "!"), strings.HasSuffix(written, "="), strings.HasSuffix(name, "_wo")
	return &tfprotov6.SchemaAttribute{
		Name:      name,
		Type:      typeOf(strings.TrimRight(written, "!=")),
		Required:  isRequired,
		Optional:  !isRequired && !isAnswer,
		Computed:  !isRequired && !isSentAlone,
		WriteOnly: isSentAlone,
	}
}

func typeOf(written string) tftypes.Type {
	many, inner, isMany := strings.Cut(strings.TrimSuffix(written, ")"), "(")
	switch {
	case isMany:
		return manyOf(many, typeOf(inner))
	case written == "string":
		return tftypes.String
	case written == "number":
		return tftypes.Number
	case written == "bool":
		return tftypes.Bool
	}
	return tftypes.DynamicPseudoType
}

func manyOf(many string, inner tftypes.Type) tftypes.Type {
	switch many {
	case "one":
		return inner
	case "set":
		return tftypes.Set{ElementType: inner}
	case "map":
		return tftypes.Map{ElementType: inner}
	}
	return tftypes.List{ElementType: inner}
}

func objectOf(b block) tftypes.Type {
	types := map[string]tftypes.Type{}
	for name, written := range b.Attributes {
		types[name] = typeOf(strings.TrimRight(written, "!="))
	}
	for name, each := range b.Blocks {
		types[name] = manyOf(each.Many, objectOf(each.block))
	}
	return tftypes.Object{AttributeTypes: types}
}

func sorted[T any](values map[string]T) []string {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
