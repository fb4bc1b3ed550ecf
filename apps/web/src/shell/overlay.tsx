'use client';
/** The one thing that may lie over the page, and the keys that open it. No single key destroys anything. */
import { createContext, useContext, useEffect } from 'react';

export type Overlay = 'None' | 'Palette' | 'Shortcuts' | 'Kill';

const OverlayContext = createContext<(overlay: Overlay) => void>(() => {});
export const OverlayProvider = OverlayContext.Provider;
export const useOpenOverlay = (): ((overlay: Overlay) => void) => useContext(OverlayContext);

/** Is the person typing? Then letters are text. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !(target instanceof HTMLInputElement && target.type === 'radio');

export function useGlobalKeys(open: (overlay: Overlay) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const command = event.ctrlKey || event.metaKey;
      if (command && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        open(event.shiftKey ? 'Kill' : 'Palette');
      } else if (event.key === '?' && !isTyping(event.target)) {
        event.preventDefault();
        open('Shortcuts');
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [open]);
}
