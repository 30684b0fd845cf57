import { Id } from '@pharos/core/id';
import { limits } from '@pharos/core/limits';
import { ComponentStatus, Impact, IncidentStatus } from '@pharos/core/severity';
import { Body, Name } from '@pharos/core/texts';
import { z } from 'zod';
import { defineFlat } from '../flat.ts';

/** What a team says again and again, ready to be opened as an incident. What it names is looked at when that is opened. */
export const template = defineFlat({
  kind: 'template',
  many: 'templates',
  perPageMax: limits.templatesPerPageMax,
  readBy: 'read',
  fields: {
    name: Name.describe('What the team calls it; visitors never see it'),
    title: Name.describe('The title of the incident'),
    body: Body.describe('Its first update, in Markdown'),
    status: IncidentStatus.default('investigating'),
    impact: Impact.default('minor'),
    components: z
      .array(z.object({ id: Id, status: ComponentStatus }))
      .max(limits.componentsPerChangeMax)
      .default([]),
    notify: z.boolean().default(true).describe('Tell subscribers'),
  },
});
