import { defineResource } from '../define-resource.ts';
import { createComponent, editComponent, removeComponent } from './changes.ts';
import { ComponentFields } from './fields.ts';

export const component = defineResource({
  kind: 'component',
  fields: ComponentFields,
  isPublic: true,
  isNamedByOthers: true,
  tables: [['component', 'id']],
  namedIn: [
    ['incident_component', 'component'],
    ['maintenance_component', 'component'],
  ],
  verbs: [createComponent, editComponent, removeComponent],
});
