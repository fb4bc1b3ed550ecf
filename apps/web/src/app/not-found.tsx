import Link from 'next/link';

export const metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <main className="grid h-full place-content-center gap-2 text-center">
      <h1 className="text-xl font-semibold">There is no such page</h1>
      <p className="text-ink-2">
        The address may be mistyped, or the order may belong to another desk.{' '}
        <Link href="/" className="text-info underline">
          To the cockpit
        </Link>
      </p>
    </main>
  );
}
