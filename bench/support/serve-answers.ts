/** In a child process: answers each message of the parent, in order. */
export function serveAnswers<Question>(answer: (question: Question) => unknown): void {
  let queue: Promise<unknown> = Promise.resolve();
  process.on('message', (question: Question) => {
    queue = queue.then(async () => process.send?.((await answer(question)) as object));
  });
  process.on('disconnect', () => process.exit());
}
