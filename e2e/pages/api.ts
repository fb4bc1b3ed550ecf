/** The public API with the cookies of a signed-in page: what a browser could send, whatever the cockpit shows. */
import type { Page } from '@playwright/test';
import { theHouse } from '../house.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly code: string | undefined;
  readonly problems: readonly { readonly field: string; readonly reason: string }[];
  readonly data: unknown;
}

interface TrpcBody {
  readonly result?: { readonly data: unknown };
  readonly error?: { readonly data: { readonly code: string; readonly problems: ApiAnswer['problems'] } };
}

async function answerOf(response: {
  status: () => number;
  json: () => Promise<unknown>;
}): Promise<ApiAnswer> {
  const body = (await response.json()) as TrpcBody;
  return {
    status: response.status(),
    code: body.error?.data?.code,
    problems: body.error?.data?.problems ?? [],
    data: body.result?.data,
  };
}

export async function mutate(page: Page, procedure: string, input: unknown): Promise<ApiAnswer> {
  return answerOf(
    await page.request.post(`${theHouse().address}/api/trpc/${procedure}`, { data: input as object }),
  );
}

export async function query(page: Page, procedure: string, input?: unknown): Promise<ApiAnswer> {
  const search = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  return answerOf(await page.request.get(`${theHouse().address}/api/trpc/${procedure}${search}`));
}
