// `systemctl`, `journalctl` and `apt-get` of a played host: see init.ts.
import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';

const [program, ...words] = process.argv.slice(2);
if (program === 'systemctl') {
  const connection = connect('/run/played-init.sock', () => connection.end(JSON.stringify(words)));
  let answer = '';
  connection.on('data', (data) => (answer += data));
  connection.on('end', () => {
    const { code, text } = JSON.parse(answer);
    if (text !== '') console.log(text);
    process.exitCode = code;
  });
} else if (program === 'journalctl') {
  const unit = words[words.indexOf('-u') + 1];
  const lines = words.includes('-n') ? words[words.indexOf('-n') + 1] : '50';
  const path = `/var/log/${unit.endsWith('.service') ? unit : `${unit}.service`}.log`;
  process.exitCode = spawnSync('tail', ['-n', lines, path], { stdio: 'inherit' }).status ?? 1;
} else {
  // The machine below has them: what is not there is named.
  const packages = words.filter((word) => !word.startsWith('-') && word !== 'install' && word !== 'update');
  const missing = packages.filter(
    (name) => !/install ok installed/.test(String(spawnSync('dpkg-query', ['-W', '-f', '${Status}', name]).stdout)),
  );
  if (missing.length > 0) console.log(`not installed on the machine that plays this host: ${missing.join(' ')}`);
  process.exitCode = missing.length > 0 ? 1 : 0;
}
