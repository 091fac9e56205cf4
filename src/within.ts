/** Resolves when the work is done, or after so many milliseconds; the work then goes on unattended. */
export async function within(ms: number, work: Promise<unknown> | undefined): Promise<void> {
  let alarm: NodeJS.Timeout | undefined;
  const end = new Promise<void>((resolve) => {
    alarm = setTimeout(resolve, ms);
  });
  try {
    await Promise.race([work, end]);
  } finally {
    clearTimeout(alarm);
  }
}
