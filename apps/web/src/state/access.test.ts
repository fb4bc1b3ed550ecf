import { describe, expect, test } from 'vitest';
import { homeOf, landingOf } from './access.ts';

describe('where a sign-in leads', () => {
  test('to the page that asked for it, with its question', () => {
    expect(landingOf('compliance', '/audit?order=P12')).toBe('/audit?order=P12');
    expect(landingOf('trader', '/orders/P12')).toBe('/orders/P12');
  });
  test('to the role’s first page where nothing asked, or what asked is not for the role', () => {
    expect(landingOf('trader', null)).toBe('/trade');
    expect(landingOf('administrator', '/trade')).toBe('/system');
    expect(homeOf('administrator')).toBe('/system');
  });
  test.each(['//evil.test', 'https://evil.test', '/\\evil.test', 'trade', '/no-such-page'])(
    'never to "%s"',
    (next) => {
      expect(landingOf('trader', next)).toBe('/trade');
    },
  );
});
