import { account, apiKey } from './access-key/resource.ts';
import { alert } from './alert/resource.ts';
import { component } from './component/resource.ts';
import { draft } from './draft/resource.ts';
import { group } from './group/resource.ts';
import { incident } from './incident/resource.ts';
import { maintenance } from './maintenance/resource.ts';
import { members } from './member/resource.ts';
import { metric } from './metric/resource.ts';
import { notes } from './note/resource.ts';
import { organisation } from './organisation/resource.ts';
import { domain, page, slug } from './page/resource.ts';
import { person } from './person/resource.ts';
import { postmortem } from './postmortem/resource.ts';
import { publication } from './publication/resource.ts';
import { seat } from './seat/resource.ts';
import { source } from './source/resource.ts';
import { subscription } from './subscription/resource.ts';
import { template } from './template/resource.ts';

/** The only list of them. What is true of all is derived from it in `registry.ts`. */
export const list = [
  page,
  component,
  group,
  incident,
  maintenance,
  subscription,
  account,
  organisation,
  person,
  seat,
  apiKey,
  slug,
  domain,
  members,
  postmortem,
  template,
  draft,
  publication,
  source,
  alert,
  notes,
  metric,
] as const;
