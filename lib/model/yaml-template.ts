import {
  CORE_SCHEMA,
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  Event,
  EVENT_ID,
  getScalarValue,
  load,
  mapTag,
  mergeTag,
  parseEvents,
  Schema,
  seqTag,
} from 'js-yaml';

/**
 * Parses a template in YAML. Short forms of intrinsic functions become long forms: `!Ref` and `!Condition` keep their name,
 * all others get the prefix `Fn::`. As in JSON, the last of several equal keys wins.
 *
 * @throws Error whose first line has the problem, with line and column
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
export function parseYamlTemplate(text: string): unknown {
  return load(text, { schema: TEMPLATE_SCHEMA, json: true });
}

/**
 * Walks a template in YAML.
 * @throws Error as {@link parseYamlTemplate} does
 */
export function* yamlSteps(text: string): Iterable<Step> {
  for (const event of parseEvents(text, {})) {
    if (event.type !== EVENT_ID.DOCUMENT) {
      yield {
        kind: KINDS[event.type],
        offset: offsetOf(event),
        text: () => (event.type === EVENT_ID.SCALAR ? getScalarValue(text, event) : ''),
      };
    }
  }
}

const KINDS = {
  [EVENT_ID.MAPPING]: 'mapping',
  [EVENT_ID.SEQUENCE]: 'list',
  [EVENT_ID.SCALAR]: 'scalar',
  [EVENT_ID.ALIAS]: 'scalar',
  [EVENT_ID.POP]: 'end',
} as const;

function offsetOf(event: Event): number {
  if ('valueStart' in event) return event.valueStart;
  if ('start' in event) return event.start;
  return 'anchorStart' in event ? event.anchorStart : 0;
}

const ANY_SHORT_FORM = { matchByTagPrefix: true, identify: () => false };

/** A value under construction, and its tag. */
interface Tagged<T> {
  readonly tag: string;
  readonly content: T;
}

const TEMPLATE_SCHEMA: Schema = CORE_SCHEMA.withTags(
  mergeTag,
  defineScalarTag('!', {
    ...ANY_SHORT_FORM,
    resolve: (text, _, tag) => longForm(tag, tag === '!GetAtt' ? splitOnce(text) : text),
  }),
  defineSequenceTag<Tagged<unknown[]>, unknown>('!', {
    ...ANY_SHORT_FORM,
    create: tag => ({ tag, content: seqTag.create(tag) }),
    addItem: ({ content }, item, index) => seqTag.addItem(content, item, index),
    finalize: ({ tag, content }) => longForm(tag, content),
  }),
  defineMappingTag<Tagged<ReturnType<typeof mapTag.create>>, unknown>('!', {
    ...ANY_SHORT_FORM,
    create: tag => ({ tag, content: mapTag.create(tag) }),
    addPair: ({ content }, key, value) => mapTag.addPair(content, key, value),
    has: ({ content }, key) => mapTag.has(content, key),
    keys: result => Object.keys(result as object),
    get: (result, key) => (result as Record<string, unknown>)[String(key)],
    finalize: ({ tag, content }) => longForm(tag, content),
  }),
);

function longForm(tag: string, argument: unknown): unknown {
  const name = tag.slice(1);
  return { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: argument };
}

function splitOnce(text: string): string[] {
  const [resource = '', ...attribute] = text.split('.');
  return [resource, attribute.join('.')];
}

/** A piece of a document, in text order. A mapping or a list lasts until its `end`. */
export interface Step {
  readonly kind: 'mapping' | 'list' | 'scalar' | 'end';
  /** Where it begins in the text; meaningless for an `end`. */
  readonly offset: number;
  /** The text of a scalar. */
  text(): string;
}
