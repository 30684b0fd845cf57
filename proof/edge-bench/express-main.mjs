import { readFileSync } from 'node:fs';
import express from 'express';
import { rendererOf } from './render.ts';

const [file = '', assets = '', port = '0'] = process.argv.slice(2);
const render = rendererOf(readFileSync(file, 'utf8'), assets);
const app = express();
app.disable('x-powered-by');
app.get('/page', (_asked, answer) => answer.type('html').send(render()));
app.listen(Number(port), '127.0.0.1');
