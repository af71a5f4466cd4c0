/**
 * Makes a stage of a pipeline out of a function that iterates over its input.
 *
 * An error of the iteration errors the readable side and cancels the source with it. Cancelling the readable
 * side ends the iteration (its `throw`, or else its `return`, is called with the reason, so that `finally`
 * blocks run) and cancels the source with the same reason, also while the iteration waits for its input.
 * When the iteration ends before its input does, the source is cancelled.
 *
 * @param transformer gets the stage's input and iterates over its output
 * @param writableStrategy queuing of the input
 * @param readableStrategy queuing of the output
 * @returns the stage, for `pipeThrough()`
 *
 * @example
 * ```ts
 * const upper = toTransformStream(async function* (texts: ReadableStream<string>) {
 *   for await (const text of texts) yield text.toUpperCase();
 * });
 * ```
 */
export function toTransformStream<I, O>(
  transformer: (src: ReadableStream<I>) => Iterable<O> | AsyncIterable<O>,
  writableStrategy?: QueuingStrategy<I>,
  readableStrategy?: QueuingStrategy<O>,
): TransformStream<I, O> {
  let entrance: TransformStreamDefaultController<I> | undefined;
  const input = new TransformStream<I, I>(
    {
      start(controller) {
        entrance = controller;
      },
    },
    writableStrategy,
  );
  const output = iteratorOf(transformer(input.readable));

  // `input.readable.cancel()` is refused while the transformer holds a reader; this is not.
  const failInput = (reason: unknown) => entrance?.error(reason);

  const readable = new ReadableStream<O>(
    {
      async pull(controller) {
        let result: IteratorResult<O>;
        try {
          result = await output.next();
        } catch (error) {
          failInput(error);
          controller.error(error);
          return;
        }
        if (!result.done) {
          controller.enqueue(result.value);
          return;
        }
        controller.close();
        // No effect when the input was read to its end; whoever keeps a reader goes on owning it.
        if (!input.readable.locked) await input.readable.cancel().catch(() => {});
      },
      async cancel(reason) {
        // First, because an iteration that waits for input answers only after that wait has ended, and
        // because the clean-up of `for await` would cancel the source without the reason.
        failInput(reason);
        try {
          if (output.throw) await output.throw(reason);
          else await output.return?.();
        } catch {
          // The rule for `throw`: an iteration that does not handle the reason throws it back.
        }
      },
    },
    readableStrategy,
  );
  return { writable: input.writable, readable };
}

function iteratorOf<T>(iterable: Iterable<T> | AsyncIterable<T>): Iterator<T> | AsyncIterator<T> {
  return Symbol.asyncIterator in iterable
    ? iterable[Symbol.asyncIterator]()
    : (iterable as Iterable<T>)[Symbol.iterator]();
}
