'use client';
import { Button } from '@fairlead/ui';

/** A fault of ours while drawing. Orders are not touched by it: they live in the engine. */
export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <main className="grid h-full place-content-center justify-items-center gap-2 p-6 text-center">
      <h1 className="text-xl font-semibold">This page failed to draw</h1>
      <p className="max-w-[60ch] text-ink-2">
        Your orders are not affected. What went wrong: <code className="num text-bad">{error.message}</code>
      </p>
      <Button variant="primary" onClick={reset}>
        Draw it again
      </Button>
    </main>
  );
}
