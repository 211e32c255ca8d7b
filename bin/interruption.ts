/** The first interrupt ends what goes on in order; a second one ends the process. */
export function listenForInterrupt(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  process.once('SIGINT', abort);
  return { signal: controller.signal, stop: () => process.off('SIGINT', abort) };
}
