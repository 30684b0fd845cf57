// Made of docs/openapi.json by `npm run fix`: not to be edited.
export interface Operations {
  'GET /v1/pages': {
    path: {  };
    query: { after?: string; limit?: number; fields?: string; };
    body: undefined;
    answer: { items: ({ id: string; name: string; slug: string; timeZone: string; private?: boolean; tokensFrom?: string | null; domain?: { host: string; state: "provisional" | "confirmed" | "taken"; }; visibility?: string; logo: string | null; favicon: string | null; colours: { accent?: string; background?: string; text?: string; }; embed: { position?: string; incidentBackground?: string; incidentText?: string; maintenanceBackground?: string; maintenanceText?: string; }; css: string | null; language: string; languages: (string)[]; about: string | null; announcement: string | null; support: string | null; channels: (string)[] | null; smsCountries?: (string)[]; partialOutageWeight?: number; majorOutageWeight?: number; createdAt?: string; updatedAt?: string; })[]; next: string | null; };
  };
  'POST /v1/pages': {
    path: {  };
    query: {  };
    body: { name: string; slug: string; timeZone?: string; private?: boolean; organisation?: string | null; };
    answer: { id: string; version: string; regions: number; };
  };
  'GET /v1/pages/{page}': {
    path: { page: string; };
    query: { token?: string; };
    body: undefined;
    answer: { id: string; name: string; slug: string; timeZone: string; private?: boolean; tokensFrom?: string | null; domain?: { host: string; state: "provisional" | "confirmed" | "taken"; }; visibility?: string; logo: string | null; favicon: string | null; colours: { accent?: string; background?: string; text?: string; }; embed: { position?: string; incidentBackground?: string; incidentText?: string; maintenanceBackground?: string; maintenanceText?: string; }; css: string | null; language: string; languages: (string)[]; about: string | null; announcement: string | null; support: string | null; channels: (string)[] | null; smsCountries?: (string)[]; partialOutageWeight?: number; majorOutageWeight?: number; createdAt?: string; updatedAt?: string; };
  };
  'PATCH /v1/pages/{page}': {
    path: { page: string; };
    query: {  };
    body: { name?: string; slug?: string; timeZone?: string; private?: boolean; visibility?: "public" | "tokens" | "password" | "addresses" | "signed-in"; password?: string | null; addresses?: (string)[]; logo?: string | null; favicon?: string | null; colours?: { accent?: string; background?: string; text?: string; }; embed?: { position?: "top-left" | "top-right" | "bottom-left" | "bottom-right"; incidentBackground?: string; incidentText?: string; maintenanceBackground?: string; maintenanceText?: string; }; css?: string | null; language?: string; languages?: (string)[]; about?: string | null; announcement?: string | null; support?: string | null; channels?: ("email" | "sms" | "webhook" | "slack" | "teams" | "discord" | "google-chat" | "web-push")[]; features?: Record<string, boolean | null>; revokeTokens?: true; domain?: string | null; smsCountries?: (string)[]; partialOutageWeight?: number; majorOutageWeight?: number; };
    answer: { id: string; version: string; regions: number; };
  };
  'GET /v1/pages/{page}/settings': {
    path: { page: string; };
    query: {  };
    body: undefined;
    answer: { visibility: string; hasPassword: boolean; addresses: (string)[]; features: Record<string, boolean>; };
  };
  'GET /v1/pages/{page}/view': {
    path: { page: string; };
    query: { token?: string; };
    body: undefined;
    answer: { version: string; at: string; page: { id: string; name: string; slug: string; timeZone: string; private?: boolean; tokensFrom?: string | null; domain?: { host: string; state: "provisional" | "confirmed" | "taken"; }; visibility?: string; logo: string | null; favicon: string | null; colours: { accent?: string; background?: string; text?: string; }; embed: { position?: string; incidentBackground?: string; incidentText?: string; maintenanceBackground?: string; maintenanceText?: string; }; css: string | null; language: string; languages: (string)[]; about: string | null; announcement: string | null; support: string | null; channels: (string)[] | null; smsCountries?: (string)[]; partialOutageWeight?: number; majorOutageWeight?: number; createdAt?: string; updatedAt?: string; }; status: { indicator: "none" | "maintenance" | "minor" | "major" | "critical"; description: string; }; components: ({ id: string; name: string; description: string; group: string | null; groupId?: string | null; order: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; updatedAt: string; createdAt?: string; showcase: boolean; onlyShowIfDegraded: boolean; startDate: string | null; })[]; groups?: ({ id: string; name: string; description: string; parent: string | null; order: string; isOpen: boolean; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; updatedAt: string; createdAt?: string; })[]; incidents: ({ id: string; title: string; texts?: Record<string, { title: string; }>; status: "investigating" | "identified" | "monitoring" | "resolved"; impact: "none" | "minor" | "major" | "critical"; conflict: boolean; startedAt: string; resolvedAt: string | null; nextUpdateAt?: string; components: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; updates: ({ id: string; status: "investigating" | "identified" | "monitoring" | "resolved" | "scheduled" | "in_progress" | "verifying" | "completed"; body: string; texts?: Record<string, { body: string; }>; components?: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; at: string; editedAt: string | null; })[]; older?: number; related?: (string)[]; postmortem?: string; })[]; maintenances: ({ id: string; title: string; texts?: Record<string, { title: string; }>; status: "scheduled" | "in_progress" | "verifying" | "completed"; startsAt: string; endsAt: string; automatic?: boolean; cancelled?: boolean; createdAt?: string; recurrence?: string; components: (string)[]; updates: ({ id: string; status: "investigating" | "identified" | "monitoring" | "resolved" | "scheduled" | "in_progress" | "verifying" | "completed"; body: string; texts?: Record<string, { body: string; }>; components?: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; at: string; editedAt: string | null; })[]; older?: number; })[]; history?: { from: number; parts: ({ id: string; since: number; spans: ((unknown)[])[]; })[]; incidents: ({ id: string; title: string; impact: "none" | "minor" | "major" | "critical"; texts?: Record<string, { title: string; }>; })[]; }; stale?: boolean; };
  };
  'GET /v1/slugs/{slug}': {
    path: { slug: string; };
    query: { token?: string; };
    body: undefined;
    answer: { page: string; };
  };
  'GET /v1/domains/{host}': {
    path: { host: string; };
    query: { token?: string; };
    body: undefined;
    answer: { page: string; };
  };
  'GET /v1/page-codes/{pageCode}': {
    path: { pageCode: string | string; };
    query: {  };
    body: undefined;
    answer: { page: string; };
  };
  'GET /v1/pages/{page}/incident-codes/{incidentCode}': {
    path: { page: string; incidentCode: string | string; };
    query: { token?: string; };
    body: undefined;
    answer: { id: string; };
  };
  'GET /v1/pages/{page}/maintenance-codes/{maintenanceCode}': {
    path: { page: string; maintenanceCode: string | string; };
    query: { token?: string; };
    body: undefined;
    answer: { id: string; };
  };
  'GET /v1/pages/{page}/subscription-codes/{subscriptionCode}': {
    path: { page: string; subscriptionCode: string | string; };
    query: {  };
    body: undefined;
    answer: { id: string; };
  };
  'POST /v1/pages/{page}/reader-tokens': {
    path: { page: string; };
    query: {  };
    body: { expiresInSeconds?: number; };
    answer: { token: string; expiresAt: string; };
  };
  'DELETE /v1/pages/{page}/reader-tokens': {
    path: { page: string; };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'POST /v1/pages/{page}/unlock': {
    path: { page: string; };
    query: { token?: string; };
    body: { password?: string; code?: string; secret?: string; };
    answer: { token: string; expiresAt: string; };
  };
  'GET /v1/pages/{page}/components': {
    path: { page: string; };
    query: { token?: string; fields?: string; };
    body: undefined;
    answer: { items: ({ id: string; name: string; description: string; group: string | null; groupId?: string | null; order: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; updatedAt: string; createdAt?: string; showcase: boolean; onlyShowIfDegraded: boolean; startDate: string | null; })[]; };
  };
  'POST /v1/pages/{page}/components': {
    path: { page: string; };
    query: {  };
    body: { name: string; description?: string; group?: string | null; groupId?: string | null; order?: string; status?: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; showcase?: boolean; onlyShowIfDegraded?: boolean; startDate?: string | null; };
    answer: { id: string; version: string; regions: number; };
  };
  'GET /v1/pages/{page}/groups': {
    path: { page: string; };
    query: { token?: string; fields?: string; };
    body: undefined;
    answer: { items: ({ id: string; name: string; description: string; parent: string | null; order: string; isOpen: boolean; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; updatedAt: string; createdAt?: string; })[]; };
  };
  'POST /v1/pages/{page}/groups': {
    path: { page: string; };
    query: {  };
    body: { name: string; description?: string; parent?: string | null; order?: string; isOpen?: boolean; };
    answer: { id: string; version: string; regions: number; };
  };
  'GET /v1/pages/{page}/groups/{group}': {
    path: { page: string; group: string; };
    query: { token?: string; };
    body: undefined;
    answer: { id: string; name: string; description: string; parent: string | null; order: string; isOpen: boolean; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; updatedAt: string; createdAt?: string; };
  };
  'PATCH /v1/pages/{page}/groups/{group}': {
    path: { page: string; group: string; };
    query: {  };
    body: { name?: string; description?: string; parent?: string | null; order?: string; isOpen?: boolean; };
    answer: { id: string; version: string; regions: number; };
  };
  'DELETE /v1/pages/{page}/groups/{group}': {
    path: { page: string; group: string; };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'GET /v1/pages/{page}/components/{component}/uptime': {
    path: { page: string; component: string; };
    query: { from?: string; to?: string; token?: string; };
    body: undefined;
    answer: { from: string; to: string; uptime: number | null; observedSeconds: number; seconds: { operational?: number; under_maintenance?: number; degraded_performance?: number; partial_outage?: number; major_outage?: number; }; };
  };
  'GET /v1/pages/{page}/components/{component}/history': {
    path: { page: string; component: string; };
    query: { days?: number; token?: string; };
    body: undefined;
    answer: { timeZone: string; uptime: number | null; days: ({ date: string; uptime: number | null; seconds: { operational?: number; under_maintenance?: number; degraded_performance?: number; partial_outage?: number; major_outage?: number; }; incidents: ({ id: string; title: string; impact: "none" | "minor" | "major" | "critical"; })[]; })[]; };
  };
  'GET /v1/pages/{page}/groups/{group}/uptime': {
    path: { page: string; group: string; };
    query: { from?: string; to?: string; token?: string; };
    body: undefined;
    answer: { from: string; to: string; uptime: number | null; observedSeconds: number; seconds: { operational?: number; under_maintenance?: number; degraded_performance?: number; partial_outage?: number; major_outage?: number; }; };
  };
  'GET /v1/pages/{page}/groups/{group}/history': {
    path: { page: string; group: string; };
    query: { days?: number; token?: string; };
    body: undefined;
    answer: { timeZone: string; uptime: number | null; days: ({ date: string; uptime: number | null; seconds: { operational?: number; under_maintenance?: number; degraded_performance?: number; partial_outage?: number; major_outage?: number; }; incidents: ({ id: string; title: string; impact: "none" | "minor" | "major" | "critical"; })[]; })[]; };
  };
  'GET /v1/pages/{page}/past': {
    path: { page: string; };
    query: { before?: string; token?: string; };
    body: undefined;
    answer: { items: ({ kind: "incident"; id: string; title: string; texts?: Record<string, { title: string; }>; at: string; endedAt: string | null; said: string; updatedAt: string; status: "investigating" | "identified" | "monitoring" | "resolved"; impact: "none" | "minor" | "major" | "critical"; } | { kind: "maintenance"; id: string; title: string; texts?: Record<string, { title: string; }>; at: string; endedAt: string | null; said: string; updatedAt: string; status: "scheduled" | "in_progress" | "verifying" | "completed"; cancelled: boolean; })[]; older: boolean; };
  };
  'GET /v1/pages/{page}/incidents': {
    path: { page: string; };
    query: { after?: string; limit?: number; state?: "open" | "all"; token?: string; fields?: string; };
    body: undefined;
    answer: { items: ({ id: string; title: string; texts?: Record<string, { title: string; }>; status: "investigating" | "identified" | "monitoring" | "resolved"; impact: "none" | "minor" | "major" | "critical"; conflict: boolean; startedAt: string; resolvedAt: string | null; nextUpdateAt?: string; components: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; updates: ({ id: string; status: "investigating" | "identified" | "monitoring" | "resolved" | "scheduled" | "in_progress" | "verifying" | "completed"; body: string; texts?: Record<string, { body: string; }>; components?: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; at: string; editedAt: string | null; })[]; older?: number; related?: (string)[]; postmortem?: string; })[]; next: string | null; };
  };
  'POST /v1/pages/{page}/incidents': {
    path: { page: string; };
    query: {  };
    body: { title: string; impact?: "none" | "minor" | "major" | "critical" | "computed"; status?: "investigating" | "identified" | "monitoring" | "resolved"; body: string; components?: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; texts?: Record<string, { title?: string; body?: string; }>; related?: (string)[]; startedAt?: string; resolvedAt?: string; nextUpdateAt?: string; notify?: boolean; };
    answer: { id: string; version: string; regions: number; update: string; };
  };
  'GET /v1/pages/{page}/incidents/{incident}': {
    path: { page: string; incident: string; };
    query: { token?: string; };
    body: undefined;
    answer: { id: string; title: string; texts?: Record<string, { title: string; }>; status: "investigating" | "identified" | "monitoring" | "resolved"; impact: "none" | "minor" | "major" | "critical"; conflict: boolean; startedAt: string; resolvedAt: string | null; nextUpdateAt?: string; components: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; updates: ({ id: string; status: "investigating" | "identified" | "monitoring" | "resolved" | "scheduled" | "in_progress" | "verifying" | "completed"; body: string; texts?: Record<string, { body: string; }>; components?: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; at: string; editedAt: string | null; })[]; older?: number; related?: (string)[]; postmortem?: string; };
  };
  'PATCH /v1/pages/{page}/incidents/{incident}': {
    path: { page: string; incident: string; };
    query: {  };
    body: { title?: string; impact?: "none" | "minor" | "major" | "critical"; texts?: Record<string, { title: string; }>; related?: (string)[]; startedAt?: string; resolvedAt?: string; };
    answer: { id: string; version: string; regions: number; };
  };
  'DELETE /v1/pages/{page}/incidents/{incident}': {
    path: { page: string; incident: string; };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'GET /v1/pages/{page}/incidents/{incident}/notes': {
    path: { page: string; incident: string; };
    query: { fields?: string; };
    body: undefined;
    answer: { items: ({ id: string; body: string; at: string; editedAt: string | null; })[]; next: string | null; };
  };
  'POST /v1/pages/{page}/incidents/{incident}/notes': {
    path: { page: string; incident: string; };
    query: {  };
    body: { body: string; };
    answer: { id: string; version: string; regions: number; };
  };
  'GET /v1/pages/{page}/public-metrics': {
    path: { page: string; };
    query: { token?: string; fields?: string; };
    body: undefined;
    answer: { items: ({ id: string; name: string; description: string; unit?: string; decimals: number; order: string; })[]; next: string | null; };
  };
  'GET /v1/pages/{page}/metric-graphs': {
    path: { page: string; };
    query: { token?: string; fields?: string; };
    body: undefined;
    answer: { from: string; to: string; items: ({ id: string; name: string; description: string; unit?: string; decimals: number; values: (number | null)[]; min: number | null; max: number | null; })[]; };
  };
  'GET /v1/pages/{page}/metrics/{metric}/points': {
    path: { page: string; metric: string; };
    query: { from?: string; to?: string; points?: number; token?: string; fields?: string; };
    body: undefined;
    answer: { from: string; to: string; items: ({ at: string; min: number | null; avg: number | null; max: number | null; count: number; })[]; };
  };
  'POST /v1/pages/{page}/metrics/{metric}/points': {
    path: { page: string; metric: string; };
    query: {  };
    body: { points: ({ at?: string; value: number; })[]; };
    answer: { id: string; version: string; regions: number; };
  };
  'POST /v1/pages/{page}/alert-sources/{source}/alerts': {
    path: { page: string; source: string; };
    query: {  };
    body: Record<string, unknown> | (Record<string, unknown>)[];
    answer: { items: ({ key: string; alert: string | null; incident: string | null; state: "waiting" | "firing" | "quiet" | "resolved" | "ignored"; opened: "draft" | "incident" | "none"; trouble: string | null; })[]; };
  };
  'POST /v1/pages/{page}/alert-sources/{source}/alerts/{key}': {
    path: { page: string; source: string; key: string; };
    query: {  };
    body: Record<string, unknown> | (Record<string, unknown>)[];
    answer: { items: ({ key: string; alert: string | null; incident: string | null; state: "waiting" | "firing" | "quiet" | "resolved" | "ignored"; opened: "draft" | "incident" | "none"; trouble: string | null; })[]; };
  };
  'GET /v1/pages/{page}/incidents/{incident}/postmortem': {
    path: { page: string; incident: string; };
    query: {  };
    body: undefined;
    answer: { text: string; published: boolean; state: string; client: number; };
  };
  'PATCH /v1/pages/{page}/incidents/{incident}/postmortem': {
    path: { page: string; incident: string; };
    query: {  };
    body: { text?: string; base?: string; update?: string; published?: boolean; };
    answer: { id: string; version: string; regions: number; };
  };
  'GET /v1/pages/{page}/maintenances': {
    path: { page: string; };
    query: { after?: string; limit?: number; token?: string; fields?: string; };
    body: undefined;
    answer: { items: ({ id: string; title: string; texts?: Record<string, { title: string; }>; status: "scheduled" | "in_progress" | "verifying" | "completed"; startsAt: string; endsAt: string; automatic?: boolean; cancelled?: boolean; createdAt?: string; recurrence?: string; components: (string)[]; updates: ({ id: string; status: "investigating" | "identified" | "monitoring" | "resolved" | "scheduled" | "in_progress" | "verifying" | "completed"; body: string; texts?: Record<string, { body: string; }>; components?: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; at: string; editedAt: string | null; })[]; older?: number; })[]; next: string | null; };
  };
  'POST /v1/pages/{page}/maintenances': {
    path: { page: string; };
    query: {  };
    body: { title: string; body: string; startsAt: string; endsAt: string; components?: (string)[]; automatic?: boolean; startBody?: string; endBody?: string; texts?: Record<string, { title?: string; body?: string; }>; remindMinutes?: number; recurrence?: string; notify?: boolean; };
    answer: { id: string; version: string; regions: number; update: string; };
  };
  'GET /v1/pages/{page}/maintenances/{maintenance}': {
    path: { page: string; maintenance: string; };
    query: { token?: string; };
    body: undefined;
    answer: { id: string; title: string; texts?: Record<string, { title: string; }>; status: "scheduled" | "in_progress" | "verifying" | "completed"; startsAt: string; endsAt: string; automatic?: boolean; cancelled?: boolean; createdAt?: string; recurrence?: string; components: (string)[]; updates: ({ id: string; status: "investigating" | "identified" | "monitoring" | "resolved" | "scheduled" | "in_progress" | "verifying" | "completed"; body: string; texts?: Record<string, { body: string; }>; components?: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; at: string; editedAt: string | null; })[]; older?: number; };
  };
  'PATCH /v1/pages/{page}/maintenances/{maintenance}': {
    path: { page: string; maintenance: string; };
    query: {  };
    body: { title?: string; startsAt?: string; endsAt?: string; components?: (string)[]; automatic?: boolean; startBody?: string | null; endBody?: string | null; texts?: Record<string, { title: string; }>; remindMinutes?: number | null; recurrence?: string | null; };
    answer: { id: string; version: string; regions: number; };
  };
  'DELETE /v1/pages/{page}/maintenances/{maintenance}': {
    path: { page: string; maintenance: string; };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'POST /v1/pages/{page}/subscriptions': {
    path: { page: string; };
    query: { token?: string; };
    body: { channel: "email" | "sms" | "webhook" | "slack" | "teams" | "discord" | "google-chat" | "web-push"; address: string; components?: (string)[]; incident?: string | null; language?: string | null; shape?: "own" | "statuspage"; ask?: boolean; };
    answer: { message: string; };
  };
  'GET /v1/pages/{page}/subscriptions': {
    path: { page: string; };
    query: { after?: string; limit?: number; state?: "pending" | "active" | "ended"; channel?: "email" | "sms" | "webhook" | "slack" | "teams" | "discord" | "google-chat" | "web-push"; component?: string; incident?: string; search?: string; fields?: string; };
    body: undefined;
    answer: { items: ({ id: string; channel: "email" | "sms" | "webhook" | "slack" | "teams" | "discord" | "google-chat" | "web-push"; address: string; state: "pending" | "active" | "ended"; components: (string)[]; incident: string | null; language: string | null; shape: string; createdAt: string; })[]; next: string | null; };
  };
  'GET /v1/pages/{page}/subscriptions/export': {
    path: { page: string; };
    query: {  };
    body: undefined;
    answer: undefined;
  };
  'GET /v1/pages/{page}/subscriptions/counts': {
    path: { page: string; };
    query: {  };
    body: undefined;
    answer: { channels: ({ channel: string; pending: number; active: number; ended: number; })[]; components: ({ id: string; active: number; })[]; };
  };
  'GET /v1/pages/{page}/subscriptions/{subscription}': {
    path: { page: string; subscription: string; };
    query: {  };
    body: undefined;
    answer: { id: string; channel: "email" | "sms" | "webhook" | "slack" | "teams" | "discord" | "google-chat" | "web-push"; address: string; state: "pending" | "active" | "ended"; components: (string)[]; incident: string | null; language: string | null; shape: string; createdAt: string; };
  };
  'PATCH /v1/pages/{page}/subscriptions/{subscription}': {
    path: { page: string; subscription: string; };
    query: {  };
    body: { components?: (string)[]; language?: string | null; shape?: "own" | "statuspage"; };
    answer: { id: string; version: string; regions: number; };
  };
  'DELETE /v1/pages/{page}/subscriptions/{subscription}': {
    path: { page: string; subscription: string; };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'POST /v1/pages/{page}/subscriptions/{subscription}/resend': {
    path: { page: string; subscription: string; };
    query: {  };
    body: undefined;
    answer: { message: string; };
  };
  'POST /v1/pages/{page}/subscription-imports': {
    path: { page: string; };
    query: { offset?: number | null; more?: "true" | "false"; consent?: "given"; dryRun?: "true" | "false"; };
    body: undefined;
    answer: { id: string; kind: string; state: "receiving" | "running" | "done" | "failed" | "cancelled"; dryRun: boolean; received: { bytes: number; rows: number; }; unread: (string)[]; done: number; added: number; already: number; refused: number; refusals: ({ line: number; field: string; message: string; })[]; detail: string | null; waitsUntil: string | null; createdAt: string; endedAt: string | null; };
  };
  'GET /v1/pages/{page}/notices': {
    path: { page: string; };
    query: { after?: string; limit?: number; thing?: string; fields?: string; };
    body: undefined;
    answer: { items: ({ type: "incident" | "maintenance" | null; thing: string | null; title: string | null; status: string | null; id: string; at: string; total: number; isExpanded: boolean; trouble: string | null; states: ({ channel: "email" | "sms" | "webhook" | "slack" | "teams" | "discord" | "google-chat" | "web-push"; state: "pending" | "sending" | "accepted" | "delivered" | "unknown" | "suppressed" | "failed" | "dead"; count: number; })[]; isCapped: boolean; })[]; next: string | null; providers: ({ channel: "email" | "sms" | "webhook" | "slack" | "teams" | "discord" | "google-chat" | "web-push"; provider: string; breaker: "closed" | "open" | "half-open"; })[]; };
  };
  'GET /v1/pages/{page}/deliveries': {
    path: { page: string; };
    query: { after?: string; limit?: number; notice?: string; subscription?: string; state?: "pending" | "sending" | "accepted" | "delivered" | "unknown" | "suppressed" | "failed" | "dead"; fields?: string; };
    body: undefined;
    answer: { items: ({ type: "incident" | "maintenance" | null; thing: string | null; title: string | null; status: string | null; id: string; notice: string; channel: "email" | "sms" | "webhook" | "slack" | "teams" | "discord" | "google-chat" | "web-push"; subscription: string; address: string; state: "pending" | "sending" | "accepted" | "delivered" | "unknown" | "suppressed" | "failed" | "dead"; provider: string | null; error: string | null; code: string | null; nextAt: string | null; createdAt: string; updatedAt: string; attempts: ({ attempt: number; provider: string; at: string; tookMs: number; outcome: string; code: string | null; })[]; })[]; next: string | null; };
  };
  'POST /v1/pages/{page}/previews': {
    path: { page: string; };
    query: {  };
    body: { title: string; body: string; status?: "investigating" | "identified" | "monitoring" | "resolved"; impact?: "none" | "minor" | "major" | "critical" | "computed"; components?: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; opened?: boolean; language?: string | null; };
    answer: { email: { subject: string; text: string; }; sms: { text: string; segments: number; isSent: boolean; }; chat: { summary: string; title: string; text: string; facts: (string)[]; }; webhook: { body: string; }; };
  };
  'POST /v1/pages/{page}/presence': {
    path: { page: string; };
    query: {  };
    body: { thing: string; tab: string; doing: "looking" | "writing" | "gone"; };
    answer: { others: ({ tab: string; person: string; name: string; doing: "looking" | "writing" | "gone"; })[]; };
  };
  'GET /v1/keys': {
    path: {  };
    query: { after?: string; limit?: number; fields?: string; };
    body: undefined;
    answer: { items: ({ id: string; page: string | null; organisation: string | null; name: string; scopes: ("read" | "write" | "admin" | string)[]; revoked: boolean; needsRotation: boolean; createdAt: string; expiresAt: string | null; lastUsedAt: string | null; })[]; next: string | null; };
  };
  'POST /v1/keys': {
    path: {  };
    query: {  };
    body: { page?: string | null; organisation?: string | null; name: string; scopes: ("read" | "write" | "admin" | string)[]; expiresAt?: string; };
    answer: { id: string; version: string; regions: number; secret?: string; };
  };
  'GET /v1/organisations': {
    path: {  };
    query: { after?: string; limit?: number; fields?: string; };
    body: undefined;
    answer: { items: ({ id: string; name: string; createdAt: string; })[]; next: string | null; };
  };
  'POST /v1/organisations': {
    path: {  };
    query: {  };
    body: { name: string; };
    answer: { id: string; version: string; regions: number; };
  };
  'GET /v1/organisations/{organisation}': {
    path: { organisation: string; };
    query: {  };
    body: undefined;
    answer: { id: string; name: string; createdAt: string; };
  };
  'PATCH /v1/organisations/{organisation}': {
    path: { organisation: string; };
    query: {  };
    body: { name?: string; features?: Record<string, boolean | null>; };
    answer: { id: string; version: string; regions: number; };
  };
  'GET /v1/sign-in': {
    path: {  };
    query: {  };
    body: undefined;
    answer: { password: boolean; passkey: boolean; link: boolean; oidc: string | null; at: string; };
  };
  'POST /v1/sign-in/password': {
    path: {  };
    query: {  };
    body: { email: string; password: string; code?: string; keep?: "cookie" | "token"; };
    answer: { person: { id: string; email: string; name: string; }; expiresAt: string; csrf: string; token?: string; };
  };
  'POST /v1/sign-in/link': {
    path: {  };
    query: {  };
    body: { email: string; };
    answer: { sent: "if known"; };
  };
  'POST /v1/sign-in/link/open': {
    path: {  };
    query: {  };
    body: { link: string; code?: string; keep?: "cookie" | "token"; };
    answer: { person: { id: string; email: string; name: string; }; expiresAt: string; csrf: string; token?: string; };
  };
  'POST /v1/sign-in/link/use': {
    path: {  };
    query: {  };
    body: { link: string; };
    answer: { used: true; };
  };
  'POST /v1/sign-in/passkey/options': {
    path: {  };
    query: {  };
    body: undefined;
    answer: { options: Record<string, unknown>; state: string; };
  };
  'POST /v1/sign-in/passkey': {
    path: {  };
    query: {  };
    body: { state: string; response: Record<string, unknown>; keep?: "cookie" | "token"; };
    answer: { person: { id: string; email: string; name: string; }; expiresAt: string; csrf: string; token?: string; };
  };
  'GET /v1/sign-in/oidc': {
    path: {  };
    query: {  };
    body: undefined;
    answer: undefined;
  };
  'GET /v1/sign-in/oidc/callback': {
    path: {  };
    query: { code?: string; state?: string; iss?: string; session_state?: string; scope?: string; error?: string; error_description?: string; };
    body: undefined;
    answer: undefined;
  };
  'GET /v1/sign-in/page': {
    path: {  };
    query: { of: string; back: string; state: string; proof: string; };
    body: undefined;
    answer: undefined;
  };
  'GET /v1/account': {
    path: {  };
    query: {  };
    body: undefined;
    answer: { person: { id: string; email: string; name: string; }; csrf: string; seats: ({ id: string; organisation: string | null; role: "owner" | "admin" | "responder" | "maintainer" | "viewer" | null; pages: Record<string, "owner" | "admin" | "responder" | "maintainer" | "viewer">; })[]; hasPassword: boolean; hasCodes: boolean; recoveryCodesLeft: number; passkeys: ({ id: string; name: string; createdAt: string; })[]; };
  };
  'PATCH /v1/account': {
    path: {  };
    query: {  };
    body: { name?: string; };
    answer: { id: string; version: string; regions: number; };
  };
  'DELETE /v1/session': {
    path: {  };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'GET /v1/sessions': {
    path: {  };
    query: { fields?: string; };
    body: undefined;
    answer: { items: ({ id: string; startedAt: string; way: string; isUnconfirmed?: boolean; agent: string; region: string; isThis: boolean; })[]; };
  };
  'DELETE /v1/sessions': {
    path: {  };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'DELETE /v1/sessions/{session}': {
    path: { session: string; };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'POST /v1/account/password': {
    path: {  };
    query: {  };
    body: { password: string; before?: string; };
    answer: { id: string; version: string; regions: number; };
  };
  'DELETE /v1/account/password': {
    path: {  };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'POST /v1/account/codes/begin': {
    path: {  };
    query: {  };
    body: undefined;
    answer: { secret: string; uri: string; state: string; };
  };
  'POST /v1/account/codes': {
    path: {  };
    query: {  };
    body: { state: string; code: string; };
    answer: { id: string; version: string; regions: number; recoveryCodes: (string)[]; };
  };
  'DELETE /v1/account/codes': {
    path: {  };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'POST /v1/account/recovery-codes': {
    path: {  };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; recoveryCodes: (string)[]; };
  };
  'POST /v1/account/passkeys/options': {
    path: {  };
    query: {  };
    body: undefined;
    answer: { options: Record<string, unknown>; state: string; };
  };
  'POST /v1/account/passkeys': {
    path: {  };
    query: {  };
    body: { name: string; state: string; response: Record<string, unknown>; };
    answer: { id: string; version: string; regions: number; };
  };
  'PATCH /v1/account/passkeys/{passkey}': {
    path: { passkey: string; };
    query: {  };
    body: { name: string; };
    answer: { id: string; version: string; regions: number; };
  };
  'DELETE /v1/account/passkeys/{passkey}': {
    path: { passkey: string; };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'GET /v1/people': {
    path: {  };
    query: { after?: string; limit?: number; organisation?: string; fields?: string; };
    body: undefined;
    answer: { items: ({ id: string; person: string; email: string; name: string; role: "owner" | "admin" | "responder" | "maintainer" | "viewer" | null; pages: Record<string, "owner" | "admin" | "responder" | "maintainer" | "viewer">; hasJoined: boolean; createdAt: string; })[]; next: string | null; };
  };
  'POST /v1/people': {
    path: {  };
    query: {  };
    body: { email: string; name: string; organisation?: string; role?: "owner" | "admin" | "responder" | "maintainer" | "viewer" | null; pages?: Record<string, "owner" | "admin" | "responder" | "maintainer" | "viewer">; };
    answer: { id: string; version: string; regions: number; person: string; mailed: boolean; };
  };
  'GET /v1/people/{seat}': {
    path: { seat: string; };
    query: {  };
    body: undefined;
    answer: { id: string; person: string; email: string; name: string; role: "owner" | "admin" | "responder" | "maintainer" | "viewer" | null; pages: Record<string, "owner" | "admin" | "responder" | "maintainer" | "viewer">; hasJoined: boolean; createdAt: string; };
  };
  'PATCH /v1/people/{seat}': {
    path: { seat: string; };
    query: {  };
    body: { role?: "owner" | "admin" | "responder" | "maintainer" | "viewer" | null; pages?: Record<string, "owner" | "admin" | "responder" | "maintainer" | "viewer">; };
    answer: { id: string; version: string; regions: number; };
  };
  'DELETE /v1/people/{seat}': {
    path: { seat: string; };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'GET /v1/audit': {
    path: {  };
    query: { after?: string; limit?: number; page?: string; actor?: string; verb?: string; kind?: string; thing?: string; since?: string; until?: string; fields?: string; };
    body: undefined;
    answer: { items: ({ id: string; at: string; region: string; page: string | null; actor: string; actorKind: string | null; actorName: string | null; verb: string | null; address: string | null; kind: string; thing: string; before: Record<string, unknown>; after: Record<string, unknown>; })[]; next: string | null; };
  };
  'GET /v1/audit/refusals': {
    path: {  };
    query: { since?: string; limit?: number; fields?: string; };
    body: undefined;
    answer: { items: ({ minute: string; reason: "sign-in" | "not-known" | "not-allowed"; who: string; address: string; organisation: string | null; page: string | null; count: number; })[]; };
  };
  'GET /v1/pages/{page}/jobs': {
    path: { page: string; };
    query: { after?: string; limit?: number; fields?: string; };
    body: undefined;
    answer: { items: ({ id: string; kind: string; state: "receiving" | "running" | "done" | "failed" | "cancelled"; dryRun: boolean; received: { bytes: number; rows: number; }; unread: (string)[]; done: number; added: number; already: number; refused: number; refusals: ({ line: number; field: string; message: string; })[]; detail: string | null; waitsUntil: string | null; createdAt: string; endedAt: string | null; })[]; next: string | null; };
  };
  'GET /v1/pages/{page}/jobs/{job}': {
    path: { page: string; job: string; };
    query: {  };
    body: undefined;
    answer: { id: string; kind: string; state: "receiving" | "running" | "done" | "failed" | "cancelled"; dryRun: boolean; received: { bytes: number; rows: number; }; unread: (string)[]; done: number; added: number; already: number; refused: number; refusals: ({ line: number; field: string; message: string; })[]; detail: string | null; waitsUntil: string | null; createdAt: string; endedAt: string | null; };
  };
  'DELETE /v1/pages/{page}/jobs/{job}': {
    path: { page: string; job: string; };
    query: {  };
    body: undefined;
    answer: { id: string; kind: string; state: "receiving" | "running" | "done" | "failed" | "cancelled"; dryRun: boolean; received: { bytes: number; rows: number; }; unread: (string)[]; done: number; added: number; already: number; refused: number; refusals: ({ line: number; field: string; message: string; })[]; detail: string | null; waitsUntil: string | null; createdAt: string; endedAt: string | null; };
  };
  'GET /v1/organisations/{organisation}/jobs': {
    path: { organisation: string; };
    query: { after?: string; limit?: number; fields?: string; };
    body: undefined;
    answer: { items: ({ id: string; kind: string; state: "receiving" | "running" | "done" | "failed" | "cancelled"; dryRun: boolean; received: { bytes: number; rows: number; }; unread: (string)[]; done: number; added: number; already: number; refused: number; refusals: ({ line: number; field: string; message: string; })[]; detail: string | null; waitsUntil: string | null; createdAt: string; endedAt: string | null; })[]; next: string | null; };
  };
  'GET /v1/organisations/{organisation}/jobs/{job}': {
    path: { organisation: string; job: string; };
    query: {  };
    body: undefined;
    answer: { id: string; kind: string; state: "receiving" | "running" | "done" | "failed" | "cancelled"; dryRun: boolean; received: { bytes: number; rows: number; }; unread: (string)[]; done: number; added: number; already: number; refused: number; refusals: ({ line: number; field: string; message: string; })[]; detail: string | null; waitsUntil: string | null; createdAt: string; endedAt: string | null; };
  };
  'DELETE /v1/organisations/{organisation}/jobs/{job}': {
    path: { organisation: string; job: string; };
    query: {  };
    body: undefined;
    answer: { id: string; kind: string; state: "receiving" | "running" | "done" | "failed" | "cancelled"; dryRun: boolean; received: { bytes: number; rows: number; }; unread: (string)[]; done: number; added: number; already: number; refused: number; refusals: ({ line: number; field: string; message: string; })[]; detail: string | null; waitsUntil: string | null; createdAt: string; endedAt: string | null; };
  };
  'GET /v1/pages/{page}/export': {
    path: { page: string; };
    query: {  };
    body: undefined;
    answer: undefined;
  };
  'GET /v1/organisations/{organisation}/export': {
    path: { organisation: string; };
    query: {  };
    body: undefined;
    answer: undefined;
  };
  'POST /v1/pages/{page}/imports': {
    path: { page: string; };
    query: { offset?: number | null; more?: "true" | "false"; slug?: string; organisation?: string; };
    body: undefined;
    answer: { id: string; kind: string; state: "receiving" | "running" | "done" | "failed" | "cancelled"; dryRun: boolean; received: { bytes: number; rows: number; }; unread: (string)[]; done: number; added: number; already: number; refused: number; refusals: ({ line: number; field: string; message: string; })[]; detail: string | null; waitsUntil: string | null; createdAt: string; endedAt: string | null; };
  };
  'POST /v1/organisations/{organisation}/imports': {
    path: { organisation: string; };
    query: { offset?: number | null; more?: "true" | "false"; };
    body: undefined;
    answer: { id: string; kind: string; state: "receiving" | "running" | "done" | "failed" | "cancelled"; dryRun: boolean; received: { bytes: number; rows: number; }; unread: (string)[]; done: number; added: number; already: number; refused: number; refusals: ({ line: number; field: string; message: string; })[]; detail: string | null; waitsUntil: string | null; createdAt: string; endedAt: string | null; };
  };
  'GET /v1/mesh': {
    path: {  };
    query: {  };
    body: undefined;
    answer: Record<string, unknown>;
  };
  'GET /v1/pages/{page}/templates': {
    path: { page: string; };
    query: { after?: string; limit?: number; fields?: string; };
    body: undefined;
    answer: { items: ({ id: string; name: string; title?: string; body: string; texts?: Record<string, { title?: string; body?: string; }>; status: "investigating" | "identified" | "monitoring" | "resolved"; impact: "none" | "minor" | "major" | "critical" | "computed"; components: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; notify: boolean; createdAt: string; updatedAt: string; })[]; next: string | null; };
  };
  'POST /v1/pages/{page}/templates': {
    path: { page: string; };
    query: {  };
    body: { name: string; title?: string; body: string; texts?: Record<string, { title?: string; body?: string; }>; status?: "investigating" | "identified" | "monitoring" | "resolved"; impact?: "none" | "minor" | "major" | "critical" | "computed"; components?: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; notify?: boolean; };
    answer: { id: string; version: string; regions: number; };
  };
  'GET /v1/pages/{page}/templates/{template}': {
    path: { page: string; template: string; };
    query: {  };
    body: undefined;
    answer: { id: string; name: string; title?: string; body: string; texts?: Record<string, { title?: string; body?: string; }>; status: "investigating" | "identified" | "monitoring" | "resolved"; impact: "none" | "minor" | "major" | "critical" | "computed"; components: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; notify: boolean; createdAt: string; updatedAt: string; };
  };
  'PATCH /v1/pages/{page}/templates/{template}': {
    path: { page: string; template: string; };
    query: {  };
    body: { name?: string; title?: string; body?: string; texts?: Record<string, { title?: string; body?: string; }>; status?: "investigating" | "identified" | "monitoring" | "resolved"; impact?: "none" | "minor" | "major" | "critical" | "computed"; components?: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; notify?: boolean; };
    answer: { id: string; version: string; regions: number; };
  };
  'DELETE /v1/pages/{page}/templates/{template}': {
    path: { page: string; template: string; };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'GET /v1/pages/{page}/drafts': {
    path: { page: string; };
    query: { after?: string; limit?: number; fields?: string; };
    body: undefined;
    answer: { items: ({ id: string; title: string; impact: "none" | "minor" | "major" | "critical" | "computed"; status: "investigating" | "identified" | "monitoring" | "resolved"; body: string; components: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; texts?: Record<string, { title?: string; body?: string; }>; related?: (string)[]; startedAt?: string; resolvedAt?: string; nextUpdateAt?: string; notify?: boolean; publishAt: string | null; createdAt: string; updatedAt: string; })[]; next: string | null; };
  };
  'POST /v1/pages/{page}/drafts': {
    path: { page: string; };
    query: {  };
    body: { title: string; impact?: "none" | "minor" | "major" | "critical" | "computed"; status?: "investigating" | "identified" | "monitoring" | "resolved"; body: string; components?: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; texts?: Record<string, { title?: string; body?: string; }>; related?: (string)[]; startedAt?: string; resolvedAt?: string; nextUpdateAt?: string; notify?: boolean; publishAt?: string | null; };
    answer: { id: string; version: string; regions: number; };
  };
  'GET /v1/pages/{page}/drafts/{draft}': {
    path: { page: string; draft: string; };
    query: {  };
    body: undefined;
    answer: { id: string; title: string; impact: "none" | "minor" | "major" | "critical" | "computed"; status: "investigating" | "identified" | "monitoring" | "resolved"; body: string; components: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; texts?: Record<string, { title?: string; body?: string; }>; related?: (string)[]; startedAt?: string; resolvedAt?: string; nextUpdateAt?: string; notify?: boolean; publishAt: string | null; createdAt: string; updatedAt: string; };
  };
  'PATCH /v1/pages/{page}/drafts/{draft}': {
    path: { page: string; draft: string; };
    query: {  };
    body: { title?: string; impact?: "none" | "minor" | "major" | "critical" | "computed"; status?: "investigating" | "identified" | "monitoring" | "resolved"; body?: string; components?: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; texts?: Record<string, { title?: string; body?: string; }>; related?: (string)[]; startedAt?: string; resolvedAt?: string; nextUpdateAt?: string; notify?: boolean; publishAt?: string | null; };
    answer: { id: string; version: string; regions: number; };
  };
  'DELETE /v1/pages/{page}/drafts/{draft}': {
    path: { page: string; draft: string; };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'GET /v1/pages/{page}/publications': {
    path: { page: string; };
    query: { after?: string; limit?: number; fields?: string; };
    body: undefined;
    answer: { items: ({ id: string; incident: string; publishAt: string | null; status: "investigating" | "identified" | "monitoring" | "resolved"; body: string; impact?: "none" | "minor" | "major" | "critical" | "computed"; components?: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; texts?: Record<string, { body: string; }>; notify: boolean; createdAt: string; updatedAt: string; })[]; next: string | null; };
  };
  'POST /v1/pages/{page}/publications': {
    path: { page: string; };
    query: {  };
    body: { incident: string; publishAt?: string | null; status: "investigating" | "identified" | "monitoring" | "resolved"; body: string; impact?: "none" | "minor" | "major" | "critical" | "computed"; components?: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; texts?: Record<string, { body: string; }>; notify?: boolean; };
    answer: { id: string; version: string; regions: number; };
  };
  'GET /v1/pages/{page}/publications/{publication}': {
    path: { page: string; publication: string; };
    query: {  };
    body: undefined;
    answer: { id: string; incident: string; publishAt: string | null; status: "investigating" | "identified" | "monitoring" | "resolved"; body: string; impact?: "none" | "minor" | "major" | "critical" | "computed"; components?: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; texts?: Record<string, { body: string; }>; notify: boolean; createdAt: string; updatedAt: string; };
  };
  'PATCH /v1/pages/{page}/publications/{publication}': {
    path: { page: string; publication: string; };
    query: {  };
    body: { incident?: string; publishAt?: string | null; status?: "investigating" | "identified" | "monitoring" | "resolved"; body?: string; impact?: "none" | "minor" | "major" | "critical" | "computed"; components?: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; texts?: Record<string, { body: string; }>; notify?: boolean; };
    answer: { id: string; version: string; regions: number; };
  };
  'DELETE /v1/pages/{page}/publications/{publication}': {
    path: { page: string; publication: string; };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'GET /v1/pages/{page}/alert-sources': {
    path: { page: string; };
    query: { after?: string; limit?: number; fields?: string; };
    body: undefined;
    answer: { items: ({ id: string; name: string; format: "alertmanager" | "grafana" | "pagerduty" | "datadog" | "opsgenie" | "sentry" | "uptime-kuma" | "generic"; mapping?: { key: string; state: string; firing: (string)[]; title: string; text: string; labels: string; }; groupBy: "alert" | "group"; rules: ({ labels: Record<string, string>; opens: "draft" | "incident" | "nothing"; title: string; body: string; status: "investigating" | "identified" | "monitoring" | "resolved"; impact: "none" | "minor" | "major" | "critical" | "computed"; components: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; notify: boolean; })[]; waitSeconds: number; quietSeconds: number; onResolved: "resolve" | "post" | "nothing"; resolvedBody: string; createdAt: string; updatedAt: string; })[]; next: string | null; };
  };
  'POST /v1/pages/{page}/alert-sources': {
    path: { page: string; };
    query: {  };
    body: { name: string; format: "alertmanager" | "grafana" | "pagerduty" | "datadog" | "opsgenie" | "sentry" | "uptime-kuma" | "generic"; mapping?: { key?: string; state?: string; firing?: (string)[]; title?: string; text?: string; labels?: string; }; groupBy?: "alert" | "group"; rules?: ({ labels?: Record<string, string>; opens?: "draft" | "incident" | "nothing"; title?: string; body?: string; status?: "investigating" | "identified" | "monitoring" | "resolved"; impact?: "none" | "minor" | "major" | "critical" | "computed"; components?: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; notify?: boolean; })[]; waitSeconds?: number; quietSeconds?: number; onResolved?: "resolve" | "post" | "nothing"; resolvedBody?: string; };
    answer: { id: string; version: string; regions: number; };
  };
  'GET /v1/pages/{page}/alert-sources/{source}': {
    path: { page: string; source: string; };
    query: {  };
    body: undefined;
    answer: { id: string; name: string; format: "alertmanager" | "grafana" | "pagerduty" | "datadog" | "opsgenie" | "sentry" | "uptime-kuma" | "generic"; mapping?: { key: string; state: string; firing: (string)[]; title: string; text: string; labels: string; }; groupBy: "alert" | "group"; rules: ({ labels: Record<string, string>; opens: "draft" | "incident" | "nothing"; title: string; body: string; status: "investigating" | "identified" | "monitoring" | "resolved"; impact: "none" | "minor" | "major" | "critical" | "computed"; components: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; notify: boolean; })[]; waitSeconds: number; quietSeconds: number; onResolved: "resolve" | "post" | "nothing"; resolvedBody: string; createdAt: string; updatedAt: string; };
  };
  'PATCH /v1/pages/{page}/alert-sources/{source}': {
    path: { page: string; source: string; };
    query: {  };
    body: { name?: string; format?: "alertmanager" | "grafana" | "pagerduty" | "datadog" | "opsgenie" | "sentry" | "uptime-kuma" | "generic"; mapping?: { key?: string; state?: string; firing?: (string)[]; title?: string; text?: string; labels?: string; }; groupBy?: "alert" | "group"; rules?: ({ labels?: Record<string, string>; opens?: "draft" | "incident" | "nothing"; title?: string; body?: string; status?: "investigating" | "identified" | "monitoring" | "resolved"; impact?: "none" | "minor" | "major" | "critical" | "computed"; components?: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; notify?: boolean; })[]; waitSeconds?: number; quietSeconds?: number; onResolved?: "resolve" | "post" | "nothing"; resolvedBody?: string; };
    answer: { id: string; version: string; regions: number; };
  };
  'DELETE /v1/pages/{page}/alert-sources/{source}': {
    path: { page: string; source: string; };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'GET /v1/pages/{page}/alerts': {
    path: { page: string; };
    query: { after?: string; limit?: number; fields?: string; };
    body: undefined;
    answer: { items: ({ id: string; source: string; key: string; title: string; text: string; labels: Record<string, string>; state: "waiting" | "firing" | "quiet" | "resolved"; episode: number; incident: string; opened: "draft" | "incident" | "none"; trouble: string | null; firedAt: string; resolvedAt: string | null; publishAt: string | null; createdAt: string; updatedAt: string; })[]; next: string | null; };
  };
  'GET /v1/pages/{page}/alerts/{alert}': {
    path: { page: string; alert: string; };
    query: {  };
    body: undefined;
    answer: { id: string; source: string; key: string; title: string; text: string; labels: Record<string, string>; state: "waiting" | "firing" | "quiet" | "resolved"; episode: number; incident: string; opened: "draft" | "incident" | "none"; trouble: string | null; firedAt: string; resolvedAt: string | null; publishAt: string | null; createdAt: string; updatedAt: string; };
  };
  'GET /v1/pages/{page}/metrics': {
    path: { page: string; };
    query: { after?: string; limit?: number; fields?: string; };
    body: undefined;
    answer: { items: ({ id: string; name: string; description: string; unit?: string; decimals: number; public: boolean; order: string; createdAt: string; updatedAt: string; })[]; next: string | null; };
  };
  'POST /v1/pages/{page}/metrics': {
    path: { page: string; };
    query: {  };
    body: { name: string; description?: string; unit?: string; decimals?: number; public?: boolean; order?: string; };
    answer: { id: string; version: string; regions: number; };
  };
  'GET /v1/pages/{page}/metrics/{metric}': {
    path: { page: string; metric: string; };
    query: {  };
    body: undefined;
    answer: { id: string; name: string; description: string; unit?: string; decimals: number; public: boolean; order: string; createdAt: string; updatedAt: string; };
  };
  'PATCH /v1/pages/{page}/metrics/{metric}': {
    path: { page: string; metric: string; };
    query: {  };
    body: { name?: string; description?: string; unit?: string; decimals?: number; public?: boolean; order?: string; };
    answer: { id: string; version: string; regions: number; };
  };
  'DELETE /v1/pages/{page}/metrics/{metric}': {
    path: { page: string; metric: string; };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'PATCH /v1/pages/{page}/components/{component}': {
    path: { page: string; component: string; };
    query: {  };
    body: { name?: string; description?: string; group?: string | null; groupId?: string | null; order?: string; status?: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; showcase?: boolean; onlyShowIfDegraded?: boolean; startDate?: string | null; };
    answer: { id: string; version: string; regions: number; };
  };
  'DELETE /v1/pages/{page}/components/{component}': {
    path: { page: string; component: string; };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'POST /v1/pages/{page}/incidents/{incident}/updates': {
    path: { page: string; incident: string; };
    query: {  };
    body: { status: "investigating" | "identified" | "monitoring" | "resolved"; body: string; impact?: "none" | "minor" | "major" | "critical" | "computed"; components?: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; texts?: Record<string, { body: string; }>; nextUpdateAt?: string; notify?: boolean; };
    answer: { id: string; version: string; regions: number; notice?: string; };
  };
  'PATCH /v1/pages/{page}/incidents/{incident}/updates/{update}': {
    path: { page: string; incident: string; update: string; };
    query: {  };
    body: { body?: string; texts?: Record<string, { body: string; }>; };
    answer: { id: string; version: string; regions: number; };
  };
  'DELETE /v1/pages/{page}/incidents/{incident}/updates/{update}': {
    path: { page: string; incident: string; update: string; };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'POST /v1/pages/{page}/incidents/{incident}/restore': {
    path: { page: string; incident: string; };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'POST /v1/pages/{page}/maintenances/{maintenance}/updates': {
    path: { page: string; maintenance: string; };
    query: {  };
    body: { status: "scheduled" | "in_progress" | "verifying" | "completed"; body: string; texts?: Record<string, { body: string; }>; notify?: boolean; };
    answer: { id: string; version: string; regions: number; };
  };
  'POST /v1/pages/{page}/maintenances/{maintenance}/reschedule': {
    path: { page: string; maintenance: string; };
    query: {  };
    body: { startsAt?: string; endsAt: string; body: string; texts?: Record<string, { body: string; }>; notify?: boolean; };
    answer: { id: string; version: string; regions: number; };
  };
  'POST /v1/pages/{page}/maintenances/{maintenance}/restore': {
    path: { page: string; maintenance: string; };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'POST /v1/pages/{page}/maintenances/{maintenance}/cancel': {
    path: { page: string; maintenance: string; };
    query: {  };
    body: { body: string; notify?: boolean; };
    answer: { id: string; version: string; regions: number; };
  };
  'POST /v1/pages/{page}/subscriptions/{subscription}/confirm': {
    path: { page: string; subscription: string; };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'POST /v1/keys/{key}/rotate': {
    path: { key: string; };
    query: {  };
    body: { overlapSeconds?: number; };
    answer: { id: string; version: string; regions: number; secret?: string; };
  };
  'DELETE /v1/keys/{key}': {
    path: { key: string; };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'POST /v1/pages/{page}/templates/{template}/open': {
    path: { page: string; template: string; };
    query: {  };
    body: { title?: string; body?: string; status?: "investigating" | "identified" | "monitoring" | "resolved"; impact?: "none" | "minor" | "major" | "critical" | "computed"; components?: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; nextUpdateAt?: string; notify?: boolean; variables?: Record<string, string>; related?: (string)[]; startedAt?: string; };
    answer: { id: string; version: string; regions: number; update: string; };
  };
  'POST /v1/pages/{page}/incidents/{incident}/templates/{template}/post': {
    path: { page: string; incident: string; template: string; };
    query: {  };
    body: { body?: string; status?: "investigating" | "identified" | "monitoring" | "resolved"; impact?: "none" | "minor" | "major" | "critical" | "computed"; components?: ({ id: string; status: "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage"; })[]; nextUpdateAt?: string; notify?: boolean; variables?: Record<string, string>; };
    answer: { id: string; version: string; regions: number; };
  };
  'POST /v1/pages/{page}/drafts/{draft}/publish': {
    path: { page: string; draft: string; };
    query: {  };
    body: { notify?: boolean; };
    answer: { id: string; version: string; regions: number; };
  };
  'POST /v1/pages/{page}/incidents/{incident}/publications/{publication}/publish': {
    path: { page: string; incident: string; publication: string; };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
  'PATCH /v1/pages/{page}/incidents/{incident}/notes/{note}': {
    path: { page: string; incident: string; note: string; };
    query: {  };
    body: { body: string; };
    answer: { id: string; version: string; regions: number; };
  };
  'DELETE /v1/pages/{page}/incidents/{incident}/notes/{note}': {
    path: { page: string; incident: string; note: string; };
    query: {  };
    body: undefined;
    answer: { id: string; version: string; regions: number; };
  };
}

/** By the names that the description gives them: where each is asked for, and what sort of body it takes. */
export const operations = {
  /** List pages */
  listPages: ['GET /v1/pages', undefined],
  /** Create a page */
  createPage: ['POST /v1/pages', 'application/json'],
  /** Read a page */
  getPage: ['GET /v1/pages/{page}', undefined],
  /** Edit a page */
  editPage: ['PATCH /v1/pages/{page}', 'application/json'],
  /** Read what of a page is told to no reader */
  getPageSettings: ['GET /v1/pages/{page}/settings', undefined],
  /** Read a page as its visitors see it */
  getView: ['GET /v1/pages/{page}/view', undefined],
  /** Find a page by its name */
  getPageBySlug: ['GET /v1/slugs/{slug}', undefined],
  /** Find a page by its host name */
  getPageByDomain: ['GET /v1/domains/{host}', undefined],
  /** Find a page by its code, as Statuspage’s API names it */
  getPageByCode: ['GET /v1/page-codes/{pageCode}', undefined],
  /** Find an incident by its code, as Statuspage’s API names it */
  getIncidentByCode: ['GET /v1/pages/{page}/incident-codes/{incidentCode}', undefined],
  /** Find a maintenance by its code, as Statuspage’s API names it */
  getMaintenanceByCode: ['GET /v1/pages/{page}/maintenance-codes/{maintenanceCode}', undefined],
  /** Find a subscription by its code, as Statuspage’s API names it */
  getSubscriptionByCode: ['GET /v1/pages/{page}/subscription-codes/{subscriptionCode}', undefined],
  /** Make a token for readers */
  createReaderToken: ['POST /v1/pages/{page}/reader-tokens', 'application/json'],
  /** Revoke all tokens of readers */
  revokeReaderTokens: ['DELETE /v1/pages/{page}/reader-tokens', undefined],
  /** Open a private page */
  unlockPage: ['POST /v1/pages/{page}/unlock', 'application/json'],
  /** List components */
  listComponents: ['GET /v1/pages/{page}/components', undefined],
  /** Create a component */
  createComponent: ['POST /v1/pages/{page}/components', 'application/json'],
  /** List groups */
  listGroups: ['GET /v1/pages/{page}/groups', undefined],
  /** Create a group */
  createGroup: ['POST /v1/pages/{page}/groups', 'application/json'],
  /** Read a group */
  readGroup: ['GET /v1/pages/{page}/groups/{group}', undefined],
  /** Edit a group */
  editGroup: ['PATCH /v1/pages/{page}/groups/{group}', 'application/json'],
  /** Remove a group */
  removeGroup: ['DELETE /v1/pages/{page}/groups/{group}', undefined],
  /** Read the uptime of a component */
  readComponentUptime: ['GET /v1/pages/{page}/components/{component}/uptime', undefined],
  /** Read the history of a component */
  readComponentHistory: ['GET /v1/pages/{page}/components/{component}/history', undefined],
  /** Read the uptime of a group */
  readGroupUptime: ['GET /v1/pages/{page}/groups/{group}/uptime', undefined],
  /** Read the history of a group */
  readGroupHistory: ['GET /v1/pages/{page}/groups/{group}/history', undefined],
  /** Read what there was on a page */
  readPast: ['GET /v1/pages/{page}/past', undefined],
  /** List incidents */
  listIncidents: ['GET /v1/pages/{page}/incidents', undefined],
  /** Open an incident */
  openIncident: ['POST /v1/pages/{page}/incidents', 'application/json'],
  /** Read an incident */
  getIncident: ['GET /v1/pages/{page}/incidents/{incident}', undefined],
  /** Edit an incident */
  editIncident: ['PATCH /v1/pages/{page}/incidents/{incident}', 'application/json'],
  /** Remove an incident */
  removeIncident: ['DELETE /v1/pages/{page}/incidents/{incident}', undefined],
  /** List the internal notes of an incident */
  listIncidentNotes: ['GET /v1/pages/{page}/incidents/{incident}/notes', undefined],
  /** Write an internal note to an incident */
  addIncidentNote: ['POST /v1/pages/{page}/incidents/{incident}/notes', 'application/json'],
  /** List the metrics that readers of a page may see */
  listPublicMetrics: ['GET /v1/pages/{page}/public-metrics', undefined],
  /** Read the public metrics of a page as it draws them */
  readMetricGraphs: ['GET /v1/pages/{page}/metric-graphs', undefined],
  /** Read the points of a metric */
  getMetricPoints: ['GET /v1/pages/{page}/metrics/{metric}/points', undefined],
  /** Push points of a metric */
  pushPoints: ['POST /v1/pages/{page}/metrics/{metric}/points', 'application/json'],
  /** Send alerts */
  sendAlerts: ['POST /v1/pages/{page}/alert-sources/{source}/alerts', 'application/json'],
  /** Send alerts, with the key in the address */
  sendAlertsByAddress: ['POST /v1/pages/{page}/alert-sources/{source}/alerts/{key}', 'application/json'],
  /** Read the post-mortem of an incident */
  getPostmortem: ['GET /v1/pages/{page}/incidents/{incident}/postmortem', undefined],
  /** Edit a postmortem */
  editPostmortem: ['PATCH /v1/pages/{page}/incidents/{incident}/postmortem', 'application/json'],
  /** List maintenances */
  listMaintenances: ['GET /v1/pages/{page}/maintenances', undefined],
  /** Schedule a maintenance */
  scheduleMaintenance: ['POST /v1/pages/{page}/maintenances', 'application/json'],
  /** Read a maintenance */
  getMaintenance: ['GET /v1/pages/{page}/maintenances/{maintenance}', undefined],
  /** Edit a maintenance */
  editMaintenance: ['PATCH /v1/pages/{page}/maintenances/{maintenance}', 'application/json'],
  /** Remove a maintenance */
  removeMaintenance: ['DELETE /v1/pages/{page}/maintenances/{maintenance}', undefined],
  /** Subscribe an address */
  subscribe: ['POST /v1/pages/{page}/subscriptions', 'application/json'],
  /** List subscriptions */
  listSubscriptions: ['GET /v1/pages/{page}/subscriptions', undefined],
  /** Export subscriptions */
  exportSubscriptions: ['GET /v1/pages/{page}/subscriptions/export', undefined],
  /** Count subscriptions */
  countSubscriptions: ['GET /v1/pages/{page}/subscriptions/counts', undefined],
  /** Read a subscription */
  getSubscription: ['GET /v1/pages/{page}/subscriptions/{subscription}', undefined],
  /** Edit a subscription */
  editSubscription: ['PATCH /v1/pages/{page}/subscriptions/{subscription}', 'application/json'],
  /** Unsubscribe */
  unsubscribe: ['DELETE /v1/pages/{page}/subscriptions/{subscription}', undefined],
  /** Send the question to an address once more */
  resendConfirmation: ['POST /v1/pages/{page}/subscriptions/{subscription}/resend', undefined],
  /** Import subscriptions */
  importSubscriptions: ['POST /v1/pages/{page}/subscription-imports', 'text/csv'],
  /** List what was told */
  listNotices: ['GET /v1/pages/{page}/notices', undefined],
  /** List deliveries */
  listDeliveries: ['GET /v1/pages/{page}/deliveries', undefined],
  /** Preview what subscribers would be sent */
  previewUpdate: ['POST /v1/pages/{page}/previews', 'application/json'],
  /** Say that you are here, and hear who else is */
  tellPresence: ['POST /v1/pages/{page}/presence', 'application/json'],
  /** List API keys */
  listKeys: ['GET /v1/keys', undefined],
  /** Create an API key */
  createApiKey: ['POST /v1/keys', 'application/json'],
  /** List organisations */
  listOrganisations: ['GET /v1/organisations', undefined],
  /** Create an organisation */
  createOrganisation: ['POST /v1/organisations', 'application/json'],
  /** Read an organisation */
  getOrganisation: ['GET /v1/organisations/{organisation}', undefined],
  /** Edit an organisation */
  editOrganisation: ['PATCH /v1/organisations/{organisation}', 'application/json'],
  /** How one can sign in here */
  getSignInWays: ['GET /v1/sign-in', undefined],
  /** Sign in by password */
  signInByPassword: ['POST /v1/sign-in/password', 'application/json'],
  /** Have a link mailed to sign in by */
  askForSignInLink: ['POST /v1/sign-in/link', 'application/json'],
  /** Sign in by a link */
  signInByLink: ['POST /v1/sign-in/link/open', 'application/json'],
  /** Use up a link */
  useSignInLink: ['POST /v1/sign-in/link/use', 'application/json'],
  /** Begin to sign in by passkey */
  askForPasskey: ['POST /v1/sign-in/passkey/options', undefined],
  /** Sign in by passkey */
  signInByPasskey: ['POST /v1/sign-in/passkey', 'application/json'],
  /** Sign in by the identity provider */
  beginOidc: ['GET /v1/sign-in/oidc', undefined],
  /** Come back from the identity provider */
  finishOidc: ['GET /v1/sign-in/oidc/callback', undefined],
  /** Sign in for a page at its own address */
  signInToPage: ['GET /v1/sign-in/page', undefined],
  /** Who am I */
  getAccount: ['GET /v1/account', undefined],
  /** Change your name */
  editAccount: ['PATCH /v1/account', 'application/json'],
  /** Sign out */
  signOut: ['DELETE /v1/session', undefined],
  /** List your sessions */
  listSessions: ['GET /v1/sessions', undefined],
  /** End all your sessions */
  endSessions: ['DELETE /v1/sessions', undefined],
  /** End one of your sessions */
  endSession: ['DELETE /v1/sessions/{session}', undefined],
  /** Set or change your password */
  setPassword: ['POST /v1/account/password', 'application/json'],
  /** Do without a password */
  removePassword: ['DELETE /v1/account/password', undefined],
  /** Begin to use codes from an app */
  beginCodes: ['POST /v1/account/codes/begin', undefined],
  /** Use codes from an app */
  setCodes: ['POST /v1/account/codes', 'application/json'],
  /** Do without codes */
  removeCodes: ['DELETE /v1/account/codes', undefined],
  /** Make new recovery codes */
  renewRecoveryCodes: ['POST /v1/account/recovery-codes', undefined],
  /** Begin to make a passkey */
  beginPasskey: ['POST /v1/account/passkeys/options', undefined],
  /** Keep a passkey */
  addPasskey: ['POST /v1/account/passkeys', 'application/json'],
  /** Rename a passkey */
  renamePasskey: ['PATCH /v1/account/passkeys/{passkey}', 'application/json'],
  /** Remove a passkey */
  removePasskey: ['DELETE /v1/account/passkeys/{passkey}', undefined],
  /** List the people of an organisation */
  listPeople: ['GET /v1/people', undefined],
  /** Invite somebody */
  invitePerson: ['POST /v1/people', 'application/json'],
  /** Read who somebody is */
  getPerson: ['GET /v1/people/{seat}', undefined],
  /** Say what somebody is */
  editPerson: ['PATCH /v1/people/{seat}', 'application/json'],
  /** Take somebody out of the organisation */
  removePerson: ['DELETE /v1/people/{seat}', undefined],
  /** Who changed what */
  listAudit: ['GET /v1/audit', undefined],
  /** Who was refused */
  listRefusals: ['GET /v1/audit/refusals', undefined],
  /** List jobs of a page */
  listJobs: ['GET /v1/pages/{page}/jobs', undefined],
  /** Read a job of a page */
  getJob: ['GET /v1/pages/{page}/jobs/{job}', undefined],
  /** Cancel a job of a page */
  cancelJob: ['DELETE /v1/pages/{page}/jobs/{job}', undefined],
  /** List jobs of an organisation */
  listOrganisationJobs: ['GET /v1/organisations/{organisation}/jobs', undefined],
  /** Read a job of an organisation */
  getOrganisationJob: ['GET /v1/organisations/{organisation}/jobs/{job}', undefined],
  /** Cancel a job of an organisation */
  cancelOrganisationJob: ['DELETE /v1/organisations/{organisation}/jobs/{job}', undefined],
  /** Export a page */
  exportPage: ['GET /v1/pages/{page}/export', undefined],
  /** Export an organisation */
  exportOrganisation: ['GET /v1/organisations/{organisation}/export', undefined],
  /** Import a page */
  importPage: ['POST /v1/pages/{page}/imports', 'application/x-ndjson'],
  /** Import an organisation */
  importOrganisation: ['POST /v1/organisations/{organisation}/imports', 'application/x-ndjson'],
  /** Read the state of the mesh */
  getMesh: ['GET /v1/mesh', undefined],
  /** List templates */
  listTemplates: ['GET /v1/pages/{page}/templates', undefined],
  /** Create a template */
  createTemplate: ['POST /v1/pages/{page}/templates', 'application/json'],
  /** Read a template */
  getTemplate: ['GET /v1/pages/{page}/templates/{template}', undefined],
  /** Edit a template */
  editTemplate: ['PATCH /v1/pages/{page}/templates/{template}', 'application/json'],
  /** Remove a template */
  removeTemplate: ['DELETE /v1/pages/{page}/templates/{template}', undefined],
  /** List drafts */
  listDrafts: ['GET /v1/pages/{page}/drafts', undefined],
  /** Create a draft */
  createDraft: ['POST /v1/pages/{page}/drafts', 'application/json'],
  /** Read a draft */
  getDraft: ['GET /v1/pages/{page}/drafts/{draft}', undefined],
  /** Edit a draft */
  editDraft: ['PATCH /v1/pages/{page}/drafts/{draft}', 'application/json'],
  /** Remove a draft */
  removeDraft: ['DELETE /v1/pages/{page}/drafts/{draft}', undefined],
  /** List publications */
  listPublications: ['GET /v1/pages/{page}/publications', undefined],
  /** Create a publication */
  createPublication: ['POST /v1/pages/{page}/publications', 'application/json'],
  /** Read a publication */
  getPublication: ['GET /v1/pages/{page}/publications/{publication}', undefined],
  /** Edit a publication */
  editPublication: ['PATCH /v1/pages/{page}/publications/{publication}', 'application/json'],
  /** Remove a publication */
  removePublication: ['DELETE /v1/pages/{page}/publications/{publication}', undefined],
  /** List alert sources */
  listAlertSources: ['GET /v1/pages/{page}/alert-sources', undefined],
  /** Create a source */
  createSource: ['POST /v1/pages/{page}/alert-sources', 'application/json'],
  /** Read a source */
  getSource: ['GET /v1/pages/{page}/alert-sources/{source}', undefined],
  /** Edit a source */
  editSource: ['PATCH /v1/pages/{page}/alert-sources/{source}', 'application/json'],
  /** Remove a source */
  removeSource: ['DELETE /v1/pages/{page}/alert-sources/{source}', undefined],
  /** List alerts */
  listAlerts: ['GET /v1/pages/{page}/alerts', undefined],
  /** Read a alert */
  getAlert: ['GET /v1/pages/{page}/alerts/{alert}', undefined],
  /** List metrics */
  listMetrics: ['GET /v1/pages/{page}/metrics', undefined],
  /** Create a metric */
  createMetric: ['POST /v1/pages/{page}/metrics', 'application/json'],
  /** Read a metric */
  getMetric: ['GET /v1/pages/{page}/metrics/{metric}', undefined],
  /** Edit a metric */
  editMetric: ['PATCH /v1/pages/{page}/metrics/{metric}', 'application/json'],
  /** Remove a metric */
  removeMetric: ['DELETE /v1/pages/{page}/metrics/{metric}', undefined],
  /** Edit a component */
  editComponent: ['PATCH /v1/pages/{page}/components/{component}', 'application/json'],
  /** Remove a component */
  removeComponent: ['DELETE /v1/pages/{page}/components/{component}', undefined],
  /** Post an update */
  postUpdate: ['POST /v1/pages/{page}/incidents/{incident}/updates', 'application/json'],
  /** Edit an update */
  editUpdate: ['PATCH /v1/pages/{page}/incidents/{incident}/updates/{update}', 'application/json'],
  /** Remove an update */
  removeUpdate: ['DELETE /v1/pages/{page}/incidents/{incident}/updates/{update}', undefined],
  /** Restore an incident */
  restoreIncident: ['POST /v1/pages/{page}/incidents/{incident}/restore', undefined],
  /** Post a maintenance update */
  postMaintenanceUpdate: ['POST /v1/pages/{page}/maintenances/{maintenance}/updates', 'application/json'],
  /** Reschedule a maintenance */
  rescheduleMaintenance: ['POST /v1/pages/{page}/maintenances/{maintenance}/reschedule', 'application/json'],
  /** Restore a maintenance */
  restoreMaintenance: ['POST /v1/pages/{page}/maintenances/{maintenance}/restore', undefined],
  /** Cancel a maintenance */
  cancelMaintenance: ['POST /v1/pages/{page}/maintenances/{maintenance}/cancel', 'application/json'],
  /** Confirm a subscription */
  confirmSubscription: ['POST /v1/pages/{page}/subscriptions/{subscription}/confirm', undefined],
  /** Rotate an API key */
  rotateApiKey: ['POST /v1/keys/{key}/rotate', 'application/json'],
  /** Revoke an API key */
  revokeApiKey: ['DELETE /v1/keys/{key}', undefined],
  /** Open an incident from a template */
  openTemplate: ['POST /v1/pages/{page}/templates/{template}/open', 'application/json'],
  /** Post an update from a template */
  postTemplate: ['POST /v1/pages/{page}/incidents/{incident}/templates/{template}/post', 'application/json'],
  /** Publish a draft */
  publishDraft: ['POST /v1/pages/{page}/drafts/{draft}/publish', 'application/json'],
  /** Post a scheduled update now */
  publishPublication: ['POST /v1/pages/{page}/incidents/{incident}/publications/{publication}/publish', undefined],
  /** Edit an internal note */
  editIncidentNote: ['PATCH /v1/pages/{page}/incidents/{incident}/notes/{note}', 'application/json'],
  /** Take an internal note back */
  removeIncidentNote: ['DELETE /v1/pages/{page}/incidents/{incident}/notes/{note}', undefined],
} as const;
