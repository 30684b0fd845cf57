import { expect, it } from 'vitest';
import { readBinding } from './bindings.ts';

// As the generator of the bindings writes them, cut down to one of each kind.
const declarations = `
export interface ThingConfig extends cdktn.TerraformMetaArguments {
    /**
    * Docs: {@link https://registry.terraform.io/providers/x/y/1.0/docs/resources/thing#name Thing#name}
    */
    readonly name: string;
    /**
    * Docs: {@link https://registry.terraform.io/providers/x/y/1.0/docs/resources/thing#is_open Thing#is_open}
    */
    readonly isOpen?: boolean | cdktn.IResolvable;
    /**
    * Docs: {@link https://registry.terraform.io/providers/x/y/1.0/docs/resources/thing#zone_ids Thing#zone_ids}
    */
    readonly zoneIds?: string[];
    /**
    * Docs: {@link https://registry.terraform.io/providers/x/y/1.0/docs/resources/thing#tags Thing#tags}
    */
    readonly tags?: {
        [key: string]: string;
    };
    /**
    * rule block
    *
    * Docs: {@link https://registry.terraform.io/providers/x/y/1.0/docs/resources/thing#rule Thing#rule}
    */
    readonly rule: ThingRule;
    /**
    * Docs: {@link https://registry.terraform.io/providers/x/y/1.0/docs/resources/thing#origins Thing#origins}
    */
    readonly origins?: ThingOrigins[] | cdktn.IResolvable;
}
export interface ThingRule {
    /**
    * Docs: {@link https://registry.terraform.io/providers/x/y/1.0/docs/resources/thing#days Thing#days}
    */
    readonly days?: number;
}
export interface ThingOrigins {
    /**
    * Docs: {@link https://registry.terraform.io/providers/x/y/1.0/docs/resources/thing#address Thing#address}
    */
    readonly address: string;
}
`;

const code = `
function thingRuleToHclTerraform(struct) {
    const attrs = {
        days: {
            value: cdktn.numberToHclTerraform(struct.days),
            isBlock: false,
            type: "simple",
            storageClassType: "number",
        },
    };
}
class ThingRuleOutputReference extends cdktn.ComplexObject {
    get days() {
        return this.getNumberAttribute('days');
    }
    get id() {
        return this.getStringAttribute('id');
    }
}
function thingOriginsToHclTerraform(struct) {
    const attrs = {
        address: {
            value: cdktn.stringToHclTerraform(struct.address),
            isBlock: false,
            type: "simple",
            storageClassType: "string",
        },
    };
}
class ThingStateOutputReference extends cdktn.ComplexObject {
    get since() {
        return this.getStringAttribute('since');
    }
}
class Thing extends cdktn.TerraformResource {
    constructor(scope, id, config) {
        this._state = new ThingStateList(this, "state", true);
        this._rule = new ThingRuleOutputReference(this, "rule");
    }
    get arn() {
        return this.getStringAttribute('arn');
    }
    get members() {
        return cdktn.Fn.tolist(this.getListAttribute('members'));
    }
    synthesizeHclAttributes() {
        const attrs = {
            name: {
                value: cdktn.stringToHclTerraform(this._name),
                isBlock: false,
                type: "simple",
                storageClassType: "string",
            },
            is_open: {
                value: cdktn.booleanToHclTerraform(this._isOpen),
                isBlock: false,
                type: "simple",
                storageClassType: "boolean",
            },
            zone_ids: {
                value: cdktn.listMapperHcl(cdktn.stringToHclTerraform, false)(this._zoneIds),
                isBlock: false,
                type: "set",
                storageClassType: "stringList",
            },
            tags: {
                value: cdktn.hashMapperHcl(cdktn.stringToHclTerraform)(this._tags),
                isBlock: false,
                type: "map",
                storageClassType: "stringMap",
            },
            rule: {
                value: thingRuleToHclTerraform(this._rule.internalValue),
                isBlock: true,
                type: "list",
                storageClassType: "ThingRuleList",
            },
            origins: {
                value: cdktn.listMapperHcl(thingOriginsToHclTerraform, false)(this._origins.internalValue),
                isBlock: true,
                type: "list",
                storageClassType: "ThingOriginsList",
            },
        };
    }
}
`;

it('reads what must be given, what is a block, of which type it is, and what is answered', () => {
  expect(readBinding(declarations, code)).toEqual({
    attributes: { name: 'string!', is_open: 'bool', zone_ids: 'set(string)', tags: 'map(string)', arn: 'string=', members: 'set(string)=' },
    blocks: {
      rule: { many: 'list', max: 1, required: true, attributes: { days: 'number', id: 'string=' }, blocks: {} },
      origins: { many: 'list', assigned: true, attributes: { address: 'string!' }, blocks: {} },
      state: { many: 'set', computed: true, attributes: { since: 'string=' }, blocks: {} },
    },
  });
});

it('says so when a file is no binding', () => {
  expect(() => readBinding('', '')).toThrow('this is no binding of a resource');
});
