import { readFileSync } from 'node:fs';
import { serveHttp } from '@pharos/core/outside/http';
import { Hono } from 'hono';

// A route of Hono that knows its answer and nothing else: the same bytes, the same type, the same server.
const [file = '', port = '0'] = process.argv.slice(2);
const bytes = readFileSync(file);
const app = new Hono();
app.get('/v1/pages/:page/view', (c) => c.body(bytes, 200, { 'content-type': 'application/json' }));
await serveHttp({ host: '127.0.0.1', port: Number(port), fetch: (request) => app.fetch(request) });
