/** A signed-in client of the public API, as any program outside would be: cookies from the sign-in, tRPC over HTTP. */
import type { AppRouter } from '@fairlead/api';
import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client';
import { CliError } from '../failure.ts';

export type FairleadApi = TRPCClient<AppRouter>;

/** @throws CliError when the sign-in is refused */
export async function createApiClient(
  address: string,
  signIn: { readonly email: string; readonly password: string },
): Promise<FairleadApi> {
  const body = JSON.stringify({ email: signIn.email, password: signIn.password });
  const response = await fetch(`${address}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: address },
    body,
  });
  if (!response.ok)
    throw new CliError(
      `the sign-in of ${signIn.email} was refused: ${response.status} ${await response.text()}`,
    );
  const cookie = response.headers
    .getSetCookie()
    .map((c) => c.split(';', 1)[0])
    .join('; ');
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${address}/api/trpc`, headers: { cookie, origin: address } })],
  });
}
