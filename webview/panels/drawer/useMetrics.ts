import { useEffect } from 'preact/hooks';
import { wire } from '../../state/actions.ts';
import { host, metrics, sessions } from '../../state/app.ts';

const ASK_EVERY_MS = 1000;

/** Asks for the metrics while their tab is shown, and only then; one question at a time. */
export function useMetrics(): void {
  const running = host.value?.session.kind === 'running';
  const producer = sessions.value;
  useEffect(() => {
    if (!running) return;
    let asking = false;
    let shown = true;
    const ask = () => {
      if (asking || document.hidden) return;
      asking = true;
      wire()
        .request<'metrics'>({ kind: 'metrics' })
        .then(
          reply => {
            if (shown) metrics.value = reply.metrics;
          },
          () => undefined, // The producer is gone; the page is told so by other ways.
        )
        .finally(() => (asking = false));
    };
    ask();
    const timer = setInterval(ask, ASK_EVERY_MS);
    return () => {
      shown = false;
      clearInterval(timer);
    };
  }, [running, producer]);
}
