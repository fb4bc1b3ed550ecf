import type { Metadata } from 'next';
import { Suspense } from 'react';
import { SignInForm } from '../../shell/sign-in-form.tsx';

export const metadata: Metadata = { title: 'Sign in' };

export default function SignInPage() {
  return (
    <main className="grid min-h-full place-items-center p-6">
      <Suspense>
        <SignInForm />
      </Suspense>
    </main>
  );
}
