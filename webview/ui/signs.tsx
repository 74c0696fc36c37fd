import type { VNode } from 'preact';

/** Our signs in one sprite: 12 px drawings with 1.3 px strokes, in the colour of the text they stand in. */
export function Signs(): VNode {
  return (
    <svg class="sprite" aria-hidden="true" width="0" height="0">
      {/* Why a batch closed. */}
      <symbol id="sign-full" viewBox="0 0 12 12">
        <rect x="2" y="2" width="8" height="8" rx="1" fill="currentColor" />
      </symbol>
      <symbol id="sign-linger" viewBox="0 0 12 12">
        <circle cx="6" cy="6" r="4.6" class="stroke" />
        <path d="M6 3.4V6l1.7 1.2" class="stroke" />
      </symbol>
      <symbol id="sign-flush" viewBox="0 0 12 12">
        <path d="M6 1.5v6M3.4 5.2 6 7.8l2.6-2.6M2 10.4h8" class="stroke" />
      </symbol>
      <symbol id="sign-poolExhausted" viewBox="0 0 12 12">
        <path d="M1.5 1.5h4v4h-4zM6.5 6.5h4v4h-4z" fill="currentColor" />
        <path d="M6.5 1.5h4v4h-4zM1.5 6.5h4v4h-4z" fill="currentColor" opacity="0.55" />
      </symbol>
      <symbol id="sign-close" viewBox="0 0 12 12">
        <path d="m2.6 2.6 6.8 6.8M9.4 2.6 2.6 9.4" class="stroke" />
      </symbol>
      <symbol id="sign-transaction" viewBox="0 0 12 12">
        <rect x="1.4" y="1.4" width="9.2" height="9.2" rx="1" class="stroke" />
        <path d="m3.6 6.2 1.7 1.7 3.2-3.8" class="stroke" />
      </symbol>
      <symbol id="sign-split" viewBox="0 0 12 12">
        <rect x="1.2" y="1.8" width="3.8" height="8.4" class="stroke" />
        <rect x="7" y="1.8" width="3.8" height="8.4" class="stroke" />
      </symbol>
      <symbol id="sign-alongside" viewBox="0 0 12 12">
        <path d="M1.5 3.8h7M6.5 1.8l2 2-2 2M3.5 8.4h7M8.5 6.4l2 2-2 2" class="stroke" />
      </symbol>
      <symbol id="sign-retry" viewBox="0 0 12 12">
        <path d="M9.9 6A3.9 3.9 0 1 1 8.7 3.2" class="stroke" />
        <path d="M9.2 0.9v2.8H6.4" class="stroke" />
      </symbol>
      {/* What keeps a batch, and the marks of a stage. */}
      <symbol id="sign-blocked" viewBox="0 0 12 12">
        <circle cx="6" cy="6" r="4.6" class="stroke" />
        <path d="m2.8 9.2 6.4-6.4" class="stroke" />
      </symbol>
      <symbol id="sign-warning" viewBox="0 0 12 12">
        <path d="M6 1.3 11.2 10.6H.8z" class="stroke" />
        <path d="M6 4.6v3M6 8.6v.9" class="stroke" />
      </symbol>
      <symbol id="sign-backedUp" viewBox="0 0 12 12">
        <path d="M8.6 2.4v7.2L3.4 6z" fill="currentColor" />
      </symbol>
      <symbol id="sign-stopped" viewBox="0 0 12 12">
        <path d="M1.6 2.2h5L10.4 6 6.6 9.8h-5z" class="stroke" />
      </symbol>
      {/* Pool cells. */}
      <symbol id="sign-cell-inFlight" viewBox="0 0 12 12">
        <rect x="2" y="2" width="8" height="8" fill="currentColor" />
      </symbol>
      <symbol id="sign-cell-queued" viewBox="0 0 12 12">
        <path d="M2 2h8v8H2z" fill="currentColor" opacity="0.45" />
        <path d="M2 2h8L2 10z" fill="currentColor" />
      </symbol>
      <symbol id="sign-cell-open" viewBox="0 0 12 12">
        <rect x="2.7" y="2.7" width="6.6" height="6.6" class="stroke" />
      </symbol>
      <symbol id="sign-cell-freeList" viewBox="0 0 12 12">
        <rect x="4" y="4" width="4" height="4" rx="1" fill="currentColor" />
      </symbol>
      <symbol id="sign-cell-notCreated" viewBox="0 0 12 12">
        <rect x="5" y="5" width="2" height="2" fill="currentColor" />
      </symbol>
      {/* Replicas. */}
      <symbol id="sign-leader" viewBox="0 0 12 12">
        <circle cx="6" cy="6" r="4.2" fill="currentColor" />
      </symbol>
      <symbol id="sign-inSync" viewBox="0 0 12 12">
        <circle cx="6" cy="6" r="3.6" class="stroke" />
      </symbol>
      <symbol id="sign-behind" viewBox="0 0 12 12">
        <circle cx="6" cy="6" r="3.8" class="stroke dotted" />
      </symbol>
      <symbol id="sign-offline" viewBox="0 0 12 12">
        <path d="m2.4 2.4 7.2 7.2M9.6 2.4 2.4 9.6" class="stroke heavy" />
      </symbol>
      {/* A step still to come. */}
      <symbol id="sign-ring" viewBox="0 0 12 12">
        <circle cx="6" cy="6" r="4.6" class="stroke" />
      </symbol>
    </svg>
  );
}
