// One turn of each function of a script, as k6 would make it: `node --import ./adapter-hooks.mjs run-once.ts`, with k6's variables.
(globalThis as unknown as { __ENV: NodeJS.ProcessEnv }).__ENV = process.env;
const script = await import('./main.ts');
process.stdout.write(`${JSON.stringify({ options: script.options })}\n`);
// Twice: the first question of a reader only says where the page stands.
await script.reader();
const reading = script.reader();
for (const run of [script.visitors, script.subscribers, script.responders]) await run();
await reading;
