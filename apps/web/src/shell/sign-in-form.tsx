'use client';
import { Button, Field, TextInput } from '@fairlead/ui';
import { useSearchParams } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { problemOf, useTRPCClient } from '../data/client.ts';
import { signIn } from '../data/session.ts';
import { landingOf } from '../state/access.ts';
import { Logo } from './logo.tsx';

type FormState =
  | { readonly type: 'Idle' }
  | { readonly type: 'Sending' }
  | { readonly type: 'Refused'; readonly message: string };

export function SignInForm() {
  const next = useSearchParams().get('next');
  const client = useTRPCClient();
  const [state, setState] = useState<FormState>({ type: 'Idle' });

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setState({ type: 'Sending' });
    const result = await signIn(String(form.get('email')), String(form.get('password')));
    if (!result.ok) return setState({ type: 'Refused', message: result.message });
    try {
      const { role } = await client.session.me.query();
      window.location.assign(landingOf(role, next));
    } catch (error) {
      setState({ type: 'Refused', message: problemOf(error).message });
    }
  };

  return (
    <div className="grid w-full max-w-80 gap-5">
      <div className="grid justify-items-center gap-2">
        <Logo size={36} />
        <h1 className="text-xl font-bold tracking-[.2px]">Fairlead</h1>
        <p className="text-center text-s text-ink-2">Execution cockpit</p>
      </div>
      <form
        onSubmit={(event) => void submit(event)}
        className="grid gap-3 rounded-lg border border-line bg-panel p-5"
      >
        <Field label="E-mail">
          {(parts) => (
            <TextInput {...parts} name="email" type="email" autoComplete="username" required autoFocus />
          )}
        </Field>
        <Field label="Password">
          {(parts) => (
            <TextInput {...parts} name="password" type="password" autoComplete="current-password" required />
          )}
        </Field>
        <p role="alert" className="min-h-4 text-s text-bad empty:hidden">
          {state.type === 'Refused' ? state.message : ''}
        </p>
        <Button type="submit" variant="primary" size="l" disabled={state.type === 'Sending'}>
          {state.type === 'Sending' ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
      <p className="text-center text-xs text-ink-3">
        In the simulated market, <code className="num">npm run up</code> prints one sign-in per role.
      </p>
    </div>
  );
}
