import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parts, pipelineOf } from './random-pipeline.fixture.ts'
import { SPEC_SCHEMAS } from '../spec/wire/spec-wire.ts'

test('what pipeline() builds is a pipeline spec, unchanged by the schema', () => {
  fc.assert(
    fc.property(parts, (graph) => {
      const spec = pipelineOf(graph).toSpec()
      expect(SPEC_SCHEMAS.pipelineSpec.parse(spec)).toEqual(spec)
    }),
    { numRuns: 50 },
  )
})
