/** What a process is started with so that its clock runs ahead by the milliseconds in this file. */
export function shiftedClock(file: string): { args: string[]; env: Record<string, string> } {
  return { args: ['--import', import.meta.resolve('./shift-clock.ts')], env: { LAB_CLOCK_FILE: file } };
}
