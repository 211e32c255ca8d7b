/** A terminal's, that of a system or pipeline that ends its jobs, and that of a connection that is closed. */
const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The first interrupt ends what goes on in order; a second one ends the process. */
export function listenForInterrupt(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  for (const signal of INTERRUPTS) process.once(signal, abort);
  return {
    signal: controller.signal,
    stop: () => {
      for (const signal of INTERRUPTS) process.off(signal, abort);
    },
  };
}
