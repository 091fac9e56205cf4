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

/** What the work gives, or the rejection `message` after so many milliseconds; the work then goes on unattended. */
export async function inTime<T>(ms: number, work: Promise<T>, message: string): Promise<T> {
  let alarm: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    alarm = setTimeout(() => reject(new Error(message)), ms);
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(alarm);
  }
}
