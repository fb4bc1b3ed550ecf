import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFlight, land, launch, message, nextArrivalNs, retire } from './flight.ts';

test('messages land by arrival, first sent first among equals, and are used again', () => {
  const acts = fc.array(fc.oneof(fc.nat(9), fc.constant('land' as const)), { maxLength: 200 });
  fc.assert(
    fc.property(acts, (all) => {
      const flight = createFlight();
      const twin: { at: number; order: number }[] = [];
      let sent = 0;
      for (const act of all) {
        if (act !== 'land') {
          const m = message(flight, 'New');
          m.order = sent;
          launch(flight, m, act);
          twin.push({ at: act, order: sent++ });
          twin.sort((a, b) => a.at - b.at || a.order - b.order);
        } else if (twin.length > 0) {
          expect(nextArrivalNs(flight)).toBe(twin[0]?.at);
          const m = land(flight);
          expect(m.order).toBe(twin.shift()?.order);
          retire(flight, m);
        } else {
          expect(nextArrivalNs(flight)).toBe(Infinity);
        }
      }
    }),
  );
});
