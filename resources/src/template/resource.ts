import { limits } from '@pharos/core/limits';
import { defineResource } from '../define-resource.ts';
import { defineFlat } from '../flat.ts';
import { fields } from './fields.ts';
import { openTemplate, postTemplate } from './use.ts';

const flat = defineFlat({ kind: 'template', many: 'templates', perPageMax: limits.templatesPerPageMax, readBy: 'read', fields });

/** What a team says again and again, ready to be opened as an incident or posted as an update. What it names is looked at then. */
export const template = defineResource({ ...flat, verbs: [...flat.verbs, openTemplate, postTemplate] });
