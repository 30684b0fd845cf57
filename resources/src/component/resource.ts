import { defineResource } from '../define-resource.ts';
import { createComponent, editComponent, removeComponent } from './changes.ts';
import { ComponentFields } from './fields.ts';
import { StatusDay } from './status-days.ts';

export const component = defineResource({
  kind: 'component',
  fields: ComponentFields,
  lists: { s: StatusDay },
  isPublic: true,
  isNamedByOthers: true,
  tables: [
    ['status_span', 'source'],
    ['component', 'id'],
  ],
  namedIn: [
    ['status_span', 'component'],
    ['incident_component', 'component'],
    ['maintenance_component', 'component'],
  ],
  verbs: [createComponent, editComponent, removeComponent],
});
