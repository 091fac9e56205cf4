import { readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/**
 * The processor time a process has used, in seconds; undefined where the system doesn't say. Unlike the clock it does
 * not count what neighbours on the machine take. Source: proc_pid_stat(5), utime and stime.
 */
export function cpuSeconds(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}
