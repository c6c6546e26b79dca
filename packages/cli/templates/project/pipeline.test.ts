import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testContext } from '@regauge/core'
import { fit, sample } from './pipeline.ts'

test('sampling twice with one seed gives the same points', async () => {
  const inputs = { count: 10, seed: 7 }
  assert.deepEqual(await sample.run(inputs, testContext()), await sample.run(inputs, testContext()))
})

test('fitting finds the line that the points lie on', async () => {
  const { points } = await sample.run({ count: 100, seed: 1 }, testContext())
  const { line } = await fit.run({ points, rate: 0.5, epochs: 100 }, testContext())
  assert.ok(Math.abs(line.slope - 3) < 0.1)
  assert.ok(Math.abs(line.intercept - 2) < 0.1)
})
