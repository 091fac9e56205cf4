import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until something holds; throws after half a minute, which is far more than anything takes that will. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what = 'what was waited for',
): Promise<void> {
  const end = performance.now() + 30_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`${what} did not happen`);
    await sleep(20);
  }
}
