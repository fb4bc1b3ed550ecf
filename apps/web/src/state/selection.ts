'use client';
/** What the Trade page is about, kept in the address: the instrument and, where one is chosen, the order. */
import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

export interface Selection {
  readonly instrument: string | undefined;
  readonly order: string | undefined;
  readonly select: (change: { readonly instrument?: string; readonly order?: string | undefined }) => void;
}

/** Changes the address without asking the server for the page again. */
export function useAddress(): (change: Readonly<Record<string, string | undefined>>) => void {
  const path = usePathname();
  const params = useSearchParams();
  return useCallback(
    (change) => {
      const next = new URLSearchParams(params);
      for (const [name, value] of Object.entries(change)) {
        if (value === undefined || value === '') next.delete(name);
        else next.set(name, value);
      }
      const query = next.toString();
      window.history.replaceState(null, '', query === '' ? path : `${path}?${query}`);
    },
    [path, params],
  );
}

export function useSelection(): Selection {
  const params = useSearchParams();
  const setAddress = useAddress();
  const select = useCallback<Selection['select']>((change) => setAddress({ ...change }), [setAddress]);
  return {
    instrument: params.get('instrument') ?? undefined,
    order: params.get('order') ?? undefined,
    select,
  };
}
