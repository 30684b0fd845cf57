// What the bundle brings along of `client/`: a worker has no files.
declare module 'pharos:client-files' {
  const files: Record<string, string>;
  export default files;
}
