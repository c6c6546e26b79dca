import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { step } from '@regauge/core'
import { z } from 'zod'
import { Readings } from '../artifacts.ts'

export const measure = step({
  name: 'measure',
  description: 'Makes up the readings of some sensors; each one wobbles faster than the one before, and one jumps.',
  inputs: { sensors: z.number().int().positive(), readings: z.number().int().positive() },
  outputs: { readings: Readings },
  async run({ sensors, readings }, { workDir }) {
    const path = join(workDir, 'readings.csv')
    const lines = Array.from({ length: sensors }, (_, sensor) =>
      Array.from({ length: readings }, (_, time) => `sensor-${sensor + 1},${valueOf(sensor, time).toFixed(3)}`),
    )
    await writeFile(path, `${['sensor,value', ...lines.flat()].join('\n')}\n`)
    return { readings: path }
  },
})

/** A sine around 20, whose first sensor jumps once. */
function valueOf(sensor: number, time: number): number {
  const jump = sensor === 0 && time === 7 ? 50 : 0
  return 20 + Math.sin((sensor + 1) * time) + jump
}
