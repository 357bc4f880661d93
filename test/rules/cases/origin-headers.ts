import { Changes, RuleCases } from './template';

function headers(...names: string[]): Changes {
  return { primary: { OriginCustomHeaders: names.map(HeaderName => ({ HeaderName, HeaderValue: 'value' })) } };
}

export const ORIGIN_HEADER_CASES: RuleCases = {
  'origin-header-repeated': { fails: headers('X-Mine', 'x-mine'), passes: headers('X-Mine', 'X-Other'), got: 'x-mine' },
  'origin-header-forbidden': { fails: headers('X-Amz-Mine'), passes: headers('X-Mine'), got: 'X-Amz-Mine' },
  'origin-headers-too-many': {
    fails: headers(...Array.from({ length: 31 }, (_, i) => `x-${i}`)),
    passes: headers(...Array.from({ length: 30 }, (_, i) => `x-${i}`)),
    got: '31',
  },
  'origin-headers-too-long': {
    fails: headers('x'.repeat(257)),
    passes: headers('x'.repeat(256)),
    got: 'a name of 257 characters, a value of 5, 262 in total',
  },
};
