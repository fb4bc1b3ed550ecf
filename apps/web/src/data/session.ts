/** Who is signed in. Signing in and out is better-auth's; who the person is here is the API's to say. */
import type { Actor } from '@fairlead/domain';
import { useQuery } from '@tanstack/react-query';
import { createAuthClient } from 'better-auth/client';
import { createContext, useContext } from 'react';
import { useTRPC } from './client.ts';

const auth = createAuthClient();

export type SignInResult = { readonly ok: true } | { readonly ok: false; readonly message: string };

export async function signIn(email: string, password: string): Promise<SignInResult> {
  const { error } = await auth.signIn.email({ email, password });
  if (!error) return { ok: true };
  if (error.status === 429)
    return { ok: false, message: 'Too many attempts. Wait a minute, then try again.' };
  if (error.status === 0 || error.status >= 500)
    return { ok: false, message: 'The server does not answer. Try again in a moment.' };
  return { ok: false, message: error.message ?? 'This e-mail and password do not belong together.' };
}

export async function signOut(): Promise<void> {
  await auth.signOut();
  window.location.assign('/sign-in');
}

export const useSession = () => useQuery(useTRPC().session.me.queryOptions(undefined, { staleTime: 60_000 }));

const ActorContext = createContext<Actor | undefined>(undefined);
export const ActorProvider = ActorContext.Provider;

/** The signed-in person. Inside the cockpit there always is one. */
export function useActor(): Actor {
  const actor = useContext(ActorContext);
  if (!actor) throw new Error('useActor outside the cockpit');
  return actor;
}
