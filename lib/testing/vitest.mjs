import { afterAll, expect } from 'vitest';
import { failoverMatchers, tidyUp } from './index.js';

expect.extend(failoverMatchers);
afterAll(tidyUp);
