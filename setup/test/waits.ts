// Runs until it is asked to stop, and says so: what `npm start` looks like to whoever runs it.
// Not for ever: nobody is left behind when that fails.
const alive = setTimeout(() => undefined, 30_000);
process.on('SIGTERM', () => {
  process.stdout.write('stopped\n');
  clearTimeout(alive);
});
process.stdout.write('up\n');
