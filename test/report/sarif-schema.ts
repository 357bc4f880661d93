import Ajv from 'ajv';

const ajv = new Ajv({ schemaId: 'auto', allErrors: true });
ajv.addMetaSchema(jest.requireActual('ajv/lib/refs/json-schema-draft-04.json'));

/** Looks at a log with the schema that is published for SARIF 2.1.0, which is in JSON schema's draft 04. */
export const validate = ajv.compile(jest.requireActual('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));
