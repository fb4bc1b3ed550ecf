'use client';
/**
 * What a page is about, kept in its address. The address is read as an outside store: a change of it is drawn at
 * once, where Next's own reader would wait behind ten market updates a second.
 */
import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback, useMemo, useSyncExternalStore } from 'react';

const CHANGED = 'fairlead:address';

const subscribe = (listener: () => void) => {
  window.addEventListener(CHANGED, listener);
  window.addEventListener('popstate', listener);
  return () => {
    window.removeEventListener(CHANGED, listener);
    window.removeEventListener('popstate', listener);
  };
};

export function useAddressParams(): URLSearchParams {
  // a link followed redraws whoever reads this, and the address is then read again
  useSearchParams();
  const search = useSyncExternalStore(
    subscribe,
    () => window.location.search,
    () => '',
  );
  return useMemo(() => new URLSearchParams(search), [search]);
}

/** Changes the address without asking the server for the page again. An empty value is left out. */
export function useAddress(): (change: Readonly<Record<string, string | undefined>>) => void {
  const path = usePathname();
  return useCallback(
    (change) => {
      const next = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(change)) {
        if (value === undefined || value === '') next.delete(name);
        else next.set(name, value);
      }
      const query = next.toString();
      window.history.replaceState(null, '', query === '' ? path : `${path}?${query}`);
      window.dispatchEvent(new Event(CHANGED));
    },
    [path],
  );
}

export interface Selection {
  readonly instrument: string | undefined;
  readonly order: string | undefined;
  readonly select: (change: { readonly instrument?: string; readonly order?: string | undefined }) => void;
}

/** Of the Trade page: the instrument and, where one is chosen, the order. */
export function useSelection(): Selection {
  const params = useAddressParams();
  const setAddress = useAddress();
  const select = useCallback<Selection['select']>((change) => setAddress({ ...change }), [setAddress]);
  return {
    instrument: params.get('instrument') ?? undefined,
    order: params.get('order') ?? undefined,
    select,
  };
}
