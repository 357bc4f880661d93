import { Headers } from '../message';

/** Headers that inherit nothing: a viewer may call one `constructor` or `__proto__`. V8 keeps these as fast as plain objects, unlike `Object.create(null)`. */
export const HeaderRecord = function () {} as unknown as new () => Headers;

HeaderRecord.prototype = Object.create(null);
