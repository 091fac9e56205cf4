/** The longest times between two turns of this process's event loop, in milliseconds. */
export interface HoldUps {
  /** By the clock. Other processes on the same core count too. */
  readonly heldUp: number;
  /** By the processor time that this process itself used meanwhile, its helper threads included. */
  readonly ownHeldUp: number;
}

const TICK_MS = 1;

/** Watches the event loop from now on. The returned function gives the longest hold-ups since it was last called. */
export function watchHoldUps(): () => HoldUps {
  let heldUp = 0;
  let ownHeldUp = 0;
  let at = performance.now();
  let used = process.cpuUsage();
  setInterval(() => {
    const now = performance.now();
    const usedNow = process.cpuUsage();
    heldUp = Math.max(heldUp, now - at - TICK_MS);
    ownHeldUp = Math.max(ownHeldUp, (usedNow.user + usedNow.system - used.user - used.system) / 1000);
    at = now;
    used = usedNow;
  }, TICK_MS).unref();
  return () => {
    const found = { heldUp, ownHeldUp };
    heldUp = 0;
    ownHeldUp = 0;
    return found;
  };
}
