const browsers: [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
  [/^curl\//, 'curl'],
];
const systems: [RegExp, string][] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** What a browser calls itself, as people do; undefined: it says nothing that one knows. */
export function agentOf(text: string): { browser: string; system: string | undefined } | undefined {
  const browser = browsers.find(([pattern]) => pattern.test(text))?.[1];
  return browser === undefined ? undefined : { browser, system: systems.find(([pattern]) => pattern.test(text))?.[1] };
}
