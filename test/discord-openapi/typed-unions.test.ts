import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { withTypedUnions } from './typed-unions.ts';

const kind = (type: number, properties: object = {}) => ({
  type: 'object',
  properties: { type: { type: 'integer', enum: [type] }, ...properties },
  required: ['type'],
});

const document = {
  components: {
    schemas: {
      Text: kind(1, { length: { type: 'integer' } }),
      Switch: kind(2, { length: { type: 'null' } }),
      Plain: { type: 'object', properties: { length: { type: 'integer' } } },
    },
  },
  properties: {
    typed: { oneOf: [{ $ref: '#/components/schemas/Text' }, { $ref: '#/components/schemas/Switch' }] },
    untyped: { anyOf: [{ $ref: '#/components/schemas/Plain' }, { type: 'null' }] },
  },
};

describe('a choice by type, written out,', () => {
  const options = { strict: false, allErrors: true };
  const before = new Ajv2020(options).compile(document);
  const after = new Ajv2020(options).compile(withTypedUnions(document));

  it.each([
    { typed: { type: 1, length: 3 } },
    { typed: { type: 2, length: null } },
    { typed: { type: 2, length: 3 } },
    { typed: { type: 3 } },
    { typed: {} },
    { typed: 'text' },
    { untyped: null },
    { untyped: { length: 'x' } },
  ])('lets the same values pass: %j', (value) => {
    expect(after(value)).toBe(before(value));
  });

  it('complains of the field that is wrong, and of no other type', () => {
    after({ typed: { type: 1, length: 'three' } });
    const paths = after.errors?.map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
    expect(paths).toContain('/typed/length type');
    expect(paths).not.toContain('/typed/type enum');
  });
});
