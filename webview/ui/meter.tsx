import type { VNode } from 'preact';

interface MeterProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly text: string;
  readonly class?: string;
}

/** A thin bar with a value in it; a width is a fact, so nothing eases. */
export function Meter({ label, value, max, text, class: className }: MeterProps): VNode {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  return (
    <span
      class={`meter ${className ?? ''}`}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={Math.min(max, Math.max(0, value))}
      aria-valuetext={text}
    >
      <i style={{ width: `${share * 100}%` }} />
    </span>
  );
}
